/** A name as it is kept and shown: without what a reader does not see at its ends or between its words. */
export const shownName = (wanted: string): string => wanted.normalize('NFC').trim().replace(/\s+/g, ' ')

/** Whether there is something in a name that a reader cannot see. What makes an emoji of the sign before it is not meant. */
export const hidesSomething = (name: string): boolean => hidden.test(name)

const hidden =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2800]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}|(?<!\p{Emoji})\ufe0f/u

/** The same for all names that look alike to a careless reader. */
export const comparedName = (name: string): string =>
  name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replace(ignorable, '')

const ignorable = /\p{Default_Ignorable_Code_Point}/gu

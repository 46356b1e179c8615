import { type KeyboardEvent, type RefObject, useLayoutEffect } from 'react'

/** Enter that ends a composition belongs to the input method. Safari says so only by the key code 229. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === 229
}

/** Lets a text area be as high as its text. */
export function useFittingHeight(input: RefObject<HTMLTextAreaElement | null>, draft: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (!input.current) return
    const { style } = input.current
    style.height = 'auto'
    style.height = `${input.current.scrollHeight}px`
  }, [draft, input])
}

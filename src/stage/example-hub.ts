/** The section of the example that is for the hub. */
export const exampleHub = `## The rules of the hub.
# hub:
##  Channels by what is before the colon of their names: room:42 is in room. The hub comes with room, game, dm and inbox; what
##  is said of them here is changed, and "game: false" takes one away. A channel that is in none of them is refused.
#   namespaces:
#     room:
##      Who may: guest (whoever has a token), user (who has logged in as more than a guest), member (to join: who is named in
##      the channel's name or in the claim "channels" of their token; for all else: who has joined) or nobody (only the server).
##      A namespace of your own needs a join; what it does not say of the other three is member.
#       join: guest
#       publish: guest
#       history: guest
#       presence: guest
##      How much of what was said is kept; with 0 events, nothing is.
#       keep: { events: 300, hours: 24 }
##      How many users may be in a channel, and publishes a second of one user in one channel; 0 is no limit.
#       max_members: 0
#       rate: 0
##      A JSON schema of what may be published.
#       data: { type: object, required: [text] }
##      English words that many do not want to read: mask them, refuse what they are in, or off.
#       words: off
##      A function that is called with what somebody publishes: {channel, namespace, user: {id, name}, data}. It answers
##      {allow: true}, {allow: true, data} to say something else, or {allow: false, reason}.
#       moderation:
#         handler: ./lambdas/moderate.handler
##        Milliseconds to wait for it, and what becomes of a message when it fails or takes longer: open (it is published) or closed.
#         budget_ms: 300
#         on_failure: closed
#         memory_mb: 512
#         environment: { TABLE: words }
##  What one client may ask for; all of it is told to clients.
#   limits:
#     publish_bytes: 16384
#     channels: 32
#     requests_per_second: 20
#     burst: 40
#     outbound_bytes: 1048576
#     entities: 100
##    Connections of one user.
#     connections: 200
##  Whether a name can only be had by one user.
#   unique_names: false
##  The same as above, for names, for what is said to one user alone, and for namespaces that do not say it for themselves.
##  The function gets no channel and no namespace with a name, which is the data, and with what is said to one user.
#   words: off
#   moderation: { handler: ./lambdas/moderate.handler }
`

/** The section of the example that is for events. */
export const exampleBus = `## Events.
# bus:
##  How often an event is tried before it becomes a dead letter.
#   attempts: 5
##  Milliseconds before the second try; each next one waits twice as long.
#   back_off_ms: 200
##  A URL that is told of dead letters.
#   alarm_webhook: https://alerts.example.com/stoa
##  In a fleet: have events come through EventBridge and queues of SQS instead of Redis. notify:0 is the queue of the first
##  event route of notify, rule:scores that of a rule below. Tries and dead letters are the business of the queues then.
#   queue_urls: { "notify:0": https://sqs.us-east-1.amazonaws.com/123456789012/notify-0 }
##  What event buses are called at AWS, if not the same.
#   event_buses: { chatBus-poc: my-bus }
##  Functions that are called with events, each under a name: of one bus, of one or several sources and types.
#   rules:
#     scores:
#       bus: default
#       sources: [game.scores]
#       detailTypes: [ScoreChanged, ScoreLost]
#       handler: ./lambdas/scores.handler
##      With each event, or with the records of a queue, at most so many at once.
#       as: queue
#       batchSize: 10
##      Milliseconds, up to 900000.
#       timeoutMs: 60000
#       memoryMb: 512
#       environment: { TABLE: scores }
##    One source or type alone can be written like this.
#     ended:
#       source: game.rounds
#       detailType: RoundEnded
#       handler: ./lambdas/ended.handler
#       as: event
`

/** The section of the example that is for AWS. */
export const exampleAws = `## What the stage is on AWS (npm run deploy). Without it, everything there has its default.
# aws:
##  Where it goes; the default is where the credentials point.
#   account: "123456789012"
#   region: eu-west-1
##  An account in the user pool that is made with it.
#   admin_email: admin@example.com
##  Who is told of alarms; AWS asks them first.
#   alarm_email: alerts@example.com
##  Whether data and logs stay when the stage is removed: only those of a stage "prod" do by default.
#   retain: true
##  Days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, …
#   log_retention_days: 30
##  How many batches of fan-out, and of each rule's events, are handled at once.
#   worker_concurrency: 50
##  A secret in Secrets Manager that holds what is under providers, as JSON.
#   providers_secret_arn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:stoa-providers-AbCdEf
##  Names of your own, chat.example.com for chat when the name is example.com, in a zone of Route 53.
#   domain:
#     name: example.com
#     hosted_zone_id: Z0123456789EXAMPLE
#     hosted_zone_name: example.com
##    For *.example.com, in the region of the stage. Without it, one is made.
#     certificate_arn: arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d
##  The server as a fleet: tasks, from how many to how many, and at how much CPU (10 to 80 percent) there are more.
#   fleet:
#     min: 3
#     max: 10
#     cpu_percent: 80
##    TLS between CloudFront and the load balancer.
#     certificate_arn: arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d
##    Whose tokens chat takes, if not those of the identity stack.
#     issuer_url: https://login.example.com
`

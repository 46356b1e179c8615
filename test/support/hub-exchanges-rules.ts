import type { Exchange } from './hub-exchanges.ts'

export const rules: readonly Exchange[] = [
  {
    name: 'as many as one may have',
    script: `
      ada enters room:1
      ada enters room:2
      ada enters room:3
      ada enters room:4
      ada enters room:5
      ada > {"action":"join","id":"1","channel":"$room"}
      ada < 1 refused too_many_channels {"details":[{"path":"channel","rule":"max_channels","limit":5}]}
      ada enters room:5
      ada > {"action":"leave","id":"2","channel":"room:1"}
      ada < 2 ok
      ada enters $room
      ada > {"action":"subscribe","entity":"a"}
      ada > {"action":"subscribe","entity":"b"}
      ada > {"action":"subscribe","id":"3","entity":"c"}
      ada < 3 ok
      ada > {"action":"subscribe","id":"4","entity":"d"}
      ada < 4 refused too_many_channels {"details":[{"path":"entity","rule":"max_entities","limit":3}]}
      ada > {"action":"unsubscribe","entity":"a"}
      quiet
      ada > {"action":"subscribe","id":"5","entity":"d"}
      ada < 5 ok
      bob enters $small
      cleo > {"action":"join","id":"1","channel":"$small"}
      cleo < 1 refused channel_full
      bob.phone enters $small
      bob > {"action":"leave","channel":"$small"}
      bob.phone > {"action":"leave","id":"2","channel":"$small"}
      bob.phone < 2 ok
      cleo enters $small
      ada > {"action":"publish","channel":"$tight","data":1}
      ada > {"action":"publish","channel":"$tight","data":1}
      quiet
      ada > {"action":"publish","id":"6","channel":"$tight","data":1}
      ada < 6 refused rate_limited {"retryAfterMs":1000}
    `,
  },
  {
    name: 'who may do what where',
    script: `
      ada > {"action":"join","id":"1","channel":"nowhere:a"}
      ada < 1 refused forbidden
      ada > {"action":"publish","id":"2","channel":"nowhere:a","data":1}
      ada < 2 refused forbidden
      ada > {"action":"history","id":"3","channel":"nowhere:a"}
      ada < 3 refused forbidden
      ada > {"action":"presence","id":"4","channel":"nowhere:a"}
      ada < 4 refused forbidden
      ada > {"action":"leave","id":"5","channel":"nowhere:a"}
      ada < 5 refused forbidden
      ada > {"action":"join","id":"6","channel":"$known"}
      ada < 6 refused forbidden
      ada > {"action":"publish","id":"7","channel":"$mixed","data":1}
      ada < 7 refused forbidden
      ada > {"action":"history","id":"8","channel":"$mixed"}
      ada < 8 refused forbidden
      ada > {"action":"presence","id":"9","channel":"$mixed"}
      ada < 9 refused forbidden
      bob comes {"scope":"authenticated"}
      bob > {"action":"publish","id":"1","channel":"$mixed","data":1}
      bob < 1 ok {"offset":1,"epoch":"$e","mid":"*"}
      ada > {"action":"join","id":"10","channel":"$mixed","since":{"epoch":"$e","offset":0}}
      ada < 10 ok {"offset":1,"epoch":"$e","recovered":false,"count":0}
      ada < caught_up {"channel":"$mixed","offset":1,"epoch":"$e"}
      ada > {"action":"join","id":"11","channel":"$club"}
      ada < 11 refused forbidden
      cleo comes {"channels":"$club $room"}
      cleo > {"action":"publish","id":"1","channel":"$club","data":1}
      cleo < 1 refused not_joined
      cleo > {"action":"history","id":"2","channel":"$club"}
      cleo < 2 refused not_joined
      cleo > {"action":"presence","id":"3","channel":"$club"}
      cleo < 3 refused not_joined
      cleo enters $club
      cleo > {"action":"publish","id":"4","channel":"$club","data":1}
      cleo < 4 ok {"offset":1,"epoch":"*","mid":"*"}
      cleo < message {"channel":"$club","mid":"*","from":"*","ts":"*","data":1,"offset":1,"epoch":"*"}
      cleo > {"action":"presence","id":"5","channel":"$club"}
      cleo < 5 ok {"members":"*","count":1,"asOf":"*"}
      ada > {"action":"join","id":"12","channel":"dm:$bob,$cleo"}
      ada < 12 refused forbidden
      ada enters dm:$ada,$bob
      ada > {"action":"publish","id":"13","channel":"inbox:$bob","data":"hello"}
      ada < 13 ok {"offset":1,"epoch":"*","mid":"*"}
      ada > {"action":"history","id":"14","channel":"inbox:$bob"}
      ada < 14 refused not_joined
      ada > {"action":"join","id":"15","channel":"inbox:$bob"}
      ada < 15 refused forbidden
      bob enters inbox:$bob
      ada > {"action":"publish","id":"16","channel":"$news","data":1}
      ada < 16 refused forbidden
      ada > {"action":"presence","id":"17","channel":"$news"}
      ada < 17 refused forbidden
      the bus says Publish To Channel {"channel":"$news","data":1}
      ada > {"action":"join","id":"18","channel":"$news"}
      ada < 18 ok {"offset":1,"epoch":"$n","recovered":false,"count":0}
      ada < caught_up {"channel":"$news","offset":1,"epoch":"$n"}
    `,
  },
  {
    name: 'what may be said',
    script: `
      ada > {"action":"publish","id":"1","channel":"$typed","data":{"text":"hi"}}
      ada < 1 ok {"offset":1,"epoch":"*","mid":"*"}
      ada > {"action":"publish","id":"2","channel":"$typed","data":{"text":5}}
      ada < 2 refused bad_request {"details":[{"path":"data.text","rule":"*"}]}
      ada > {"action":"publish","id":"3","channel":"$typed","data":{"text":"hi","more":1}}
      ada < 3 refused bad_request {"details":[{"path":"*","rule":"*"}]}
      ada > {"action":"publish","id":"4","channel":"$room","data":"{x*16382}"}
      ada < 4 ok {"offset":1,"epoch":"*","mid":"*"}
      ada > {"action":"publish","id":"5","channel":"$room","data":"{x*16383}"}
      ada < 5 refused too_large {"details":[{"path":"data","rule":"max_bytes","limit":16384}]}
      ada > {"action":"direct","id":"6","to":"$ada","data":"{x*16383}"}
      ada < 6 refused too_large {"details":[{"path":"data","rule":"max_bytes","limit":16384}]}
      ada > {"action":"publish","id":"7","channel":"$room","data":{[*501}{]*501}}
      ada < 7 refused bad_request {"details":[{"path":"data","rule":"max_depth","limit":500}]}
      ada enters $polite
      ada > {"action":"publish","id":"8","channel":"$polite","data":"what a fuck, you"}
      ada < 8 ok {"offset":1,"epoch":"*","mid":"*"}
      ada < message {"channel":"$polite","mid":"*","from":"*","ts":"*","data":"what a ****, you","offset":1,"epoch":"*"}
      ada > {"action":"publish","id":"9","channel":"$strict","data":"what a fuck, you"}
      ada < 9 refused rejected
      ada > {"action":"publish","channel":"$strict","data":"what a fuck, you"}
      ada < error rejected
    `,
  },
  {
    name: 'who is told to be silent',
    script: `
      ada, bob enter $room
      mute ada
      6 s pass
      ada > {"action":"publish","id":"1","channel":"$room","data":1}
      ada < 1 refused muted {"retryAfterMs":"*"}
      ada > {"action":"direct","id":"2","to":"$bob","data":1}
      ada < 2 refused muted {"retryAfterMs":"*"}
      ada > {"action":"name","id":"3","name":"Silent"}
      ada < 3 refused muted {"retryAfterMs":"*"}
      ada > {"action":"history","id":"4","channel":"$room"}
      ada < 4 ok {"events":[],"epoch":"$e","more":false}
      bob > {"action":"publish","id":"1","channel":"$room","data":1}
      bob < 1 ok {"offset":1,"epoch":"$e","mid":"*"}
      bob < message {"channel":"$room","mid":"*","from":"*","ts":"*","data":1,"offset":1,"epoch":"$e"}
      ada < message {"channel":"$room","mid":"*","from":"*","ts":"*","data":1,"offset":1,"epoch":"$e"}
    `,
  },
  {
    name: 'who is sent away',
    script: `
      ada comes
      bob comes
      bob.phone comes
      cleo comes
      ban ada
      revoke the token of bob
      revoke cleo
      25 s pass
      ada > {"action":"ping","id":"1"}
      ada < goodbye {"reason":"revoked","reconnect":false,"delayMs":[0,0]}
      ada is closed with 4000
      bob > {"action":"ping","id":"1"}
      bob < goodbye {"reason":"revoked","reconnect":false,"delayMs":[0,0]}
      bob is closed with 4000
      cleo > {"action":"ping","id":"1"}
      cleo < goodbye {"reason":"revoked","reconnect":false,"delayMs":[0,0]}
      cleo is closed with 4000
      ada knocks with token: 403
      bob knocks with token: 101
      cleo knocks with token: 101
      bob.phone > {"action":"ping","id":"2"}
      bob.phone < 2 ok
    `,
  },
]

import type { Exchange } from './hub-exchanges.ts'

const error = '"details":[{"path":"*","rule":"*"}]'

export const recovery: readonly Exchange[] = [
  {
    name: 'recovery, in all its cases',
    script: `
      ada, bob enter $few
      ada > {"action":"publish","id":"1","channel":"$few","data":1}
      ada < 1 ok {"offset":1,"epoch":"$e","mid":"$a"}
      ada < message {"channel":"$few","mid":"$a","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":1,"offset":1,"epoch":"$e"}
      bob < message {"channel":"$few","mid":"$a","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":1,"offset":1,"epoch":"$e"}
      bob goes
      ada > {"action":"publish","channel":"$few","data":2}
      ada < message {"channel":"$few","mid":"$b","from":{"id":"$ada","name":"$Ada"},"ts":"$tb","data":2,"offset":2,"epoch":"$e"}
      ada > {"action":"publish","channel":"$few","data":3}
      ada < message {"channel":"$few","mid":"$c","from":{"id":"$ada","name":"$Ada"},"ts":"$tc","data":3,"offset":3,"epoch":"$e"}
      bob comes
      bob > {"action":"join","id":"inside","channel":"$few","since":{"epoch":"$e","offset":1}}
      bob < inside ok {"offset":3,"epoch":"$e","recovered":true,"count":2,"present":2,"members":[{"id":"$ada","name":"$Ada"},{"id":"$bob","name":"$Bob"}]}
      bob < message {"channel":"$few","mid":"$b","from":{"id":"$ada","name":"$Ada"},"ts":"$tb","data":2,"offset":2,"epoch":"$e"}
      bob < message {"channel":"$few","mid":"$c","from":{"id":"$ada","name":"$Ada"},"ts":"$tc","data":3,"offset":3,"epoch":"$e"}
      bob < caught_up {"channel":"$few","offset":3,"epoch":"$e"}
      bob > {"action":"join","id":"now","channel":"$few","since":{"epoch":"$e","offset":3}}
      bob < now ok {"offset":3,"epoch":"$e","recovered":true,"count":0,"present":2,"members":"*"}
      bob < caught_up {"channel":"$few","offset":3,"epoch":"$e"}
      bob > {"action":"join","id":"again","channel":"$few","since":{"epoch":"$e","offset":2}}
      bob < again ok {"offset":3,"epoch":"$e","recovered":true,"count":1,"present":2,"members":"*"}
      bob < message {"channel":"$few","mid":"$c","from":{"id":"$ada","name":"$Ada"},"ts":"$tc","data":3,"offset":3,"epoch":"$e"}
      bob < caught_up {"channel":"$few","offset":3,"epoch":"$e"}
      bob > {"action":"join","id":"other","channel":"$few","since":{"epoch":"another","offset":1}}
      bob < other ok {"offset":3,"epoch":"$e","recovered":false,"count":0,"present":2,"members":"*"}
      bob < caught_up {"channel":"$few","offset":3,"epoch":"$e"}
      bob > {"action":"join","id":"ahead","channel":"$few","since":{"epoch":"$e","offset":4}}
      bob < ahead ok {"offset":3,"epoch":"$e","recovered":false,"count":0,"present":2,"members":"*"}
      bob < caught_up {"channel":"$few","offset":3,"epoch":"$e"}
      bob > {"action":"join","id":"all","channel":"$few","since":{"epoch":"$e","offset":0}}
      bob < all ok {"offset":3,"epoch":"$e","recovered":true,"count":3,"present":2,"members":"*"}
      bob < message {"channel":"$few","mid":"$a","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":1,"offset":1,"epoch":"$e"}
      bob < message {"channel":"$few","mid":"$b","from":{"id":"$ada","name":"$Ada"},"ts":"$tb","data":2,"offset":2,"epoch":"$e"}
      bob < message {"channel":"$few","mid":"$c","from":{"id":"$ada","name":"$Ada"},"ts":"$tc","data":3,"offset":3,"epoch":"$e"}
      bob < caught_up {"channel":"$few","offset":3,"epoch":"$e"}
      bob > {"action":"join","id":"none","channel":"$few"}
      bob < none ok {"offset":3,"epoch":"$e","recovered":false,"count":0,"present":2,"members":"*"}
      bob < caught_up {"channel":"$few","offset":3,"epoch":"$e"}
      bob > {"action":"join","channel":"$few","since":{"epoch":"$e","offset":2}}
      bob < message {"channel":"$few","mid":"$c","from":{"id":"$ada","name":"$Ada"},"ts":"$tc","data":3,"offset":3,"epoch":"$e"}
      bob < caught_up {"channel":"$few","offset":3,"epoch":"$e"}
    `,
  },
  {
    name: 'who was away for longer than history reaches',
    script: `
      ada enters $few
      ada > {"action":"publish","channel":"$few","data":1}
      ada < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":1,"offset":1,"epoch":"$e"}
      ada > {"action":"publish","channel":"$few","data":2}
      ada < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":2,"offset":2,"epoch":"$e"}
      ada > {"action":"publish","channel":"$few","data":3}
      ada < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":3,"offset":3,"epoch":"$e"}
      ada > {"action":"publish","channel":"$few","data":4}
      ada < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":4,"offset":4,"epoch":"$e"}
      ada > {"action":"publish","channel":"$few","data":5}
      ada < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":5,"offset":5,"epoch":"$e"}
      ada > {"action":"publish","channel":"$few","data":6}
      ada < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":6,"offset":6,"epoch":"$e"}
      bob > {"action":"join","id":"1","channel":"$few","since":{"epoch":"$e","offset":0}}
      bob < 1 ok {"offset":6,"epoch":"$e","recovered":false,"count":0,"present":2,"members":"*"}
      bob < caught_up {"channel":"$few","offset":6,"epoch":"$e"}
      ada < joined {"channel":"$few","user":{"id":"$bob","name":"$Bob"},"count":2}
      cleo > {"action":"join","id":"1","channel":"$few","since":{"epoch":"$e","offset":1}}
      cleo < 1 ok {"offset":6,"epoch":"$e","recovered":true,"count":5,"present":3,"members":"*"}
      cleo < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":2,"offset":2,"epoch":"$e"}
      cleo < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":3,"offset":3,"epoch":"$e"}
      cleo < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":4,"offset":4,"epoch":"$e"}
      cleo < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":5,"offset":5,"epoch":"$e"}
      cleo < message {"channel":"$few","mid":"*","from":"*","ts":"*","data":6,"offset":6,"epoch":"$e"}
      cleo < caught_up {"channel":"$few","offset":6,"epoch":"$e"}
      ada < joined {"channel":"$few","user":{"id":"$cleo","name":"$Cleo"},"count":3}
      bob < joined {"channel":"$few","user":{"id":"$cleo","name":"$Cleo"},"count":3}
      bob > {"action":"history","id":"2","channel":"$few"}
      bob < 2 ok {"events":["*","*","*","*","*"],"epoch":"$e","more":false}
      bob > {"action":"history","id":"3","channel":"$few","after":0,"limit":2}
      bob < 3 ok {"events":[{"type":"event","event":"message","channel":"$few","mid":"*","from":"*","ts":"*","data":2,"offset":2,"epoch":"$e"},{"type":"event","event":"message","channel":"$few","mid":"*","from":"*","ts":"*","data":3,"offset":3,"epoch":"$e"}],"epoch":"$e","more":true}
    `,
  },
  {
    name: 'hello that resumes',
    script: `
      ada > {"action":"publish","id":"1","channel":"$room","data":"a"}
      ada < 1 ok {"offset":1,"epoch":"$e","mid":"$a"}
      ada > {"action":"publish","id":"2","channel":"$game","data":"b"}
      ada < 2 ok {"offset":1,"epoch":"$f","mid":"$b"}
      bob > {"action":"hello","id":"3","resume":{"$room":{"epoch":"$e","offset":0}}}
      bob < 3 ok {"connectionId":"*","user":{"id":"$bob","name":"$Bob"},"limits":"*","heartbeat":25000,"now":"*","expiresAt":"*","rotateAt":"*","resumed":{"$room":{"recovered":true,"count":1,"offset":1,"epoch":"$e"}}}
      bob < message {"channel":"$room","mid":"$a","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":"a","offset":1,"epoch":"$e"}
      bob < caught_up {"channel":"$room","offset":1,"epoch":"$e"}
      bob > {"action":"hello","id":"4","resume":{"$game":{"epoch":"other","offset":9},"nowhere:a":{"epoch":"e","offset":1},"$club":{"epoch":"e","offset":1},"$bare":{"epoch":"","offset":0}}}
      bob < 4 ok {"connectionId":"*","user":"*","limits":"*","heartbeat":25000,"now":"*","expiresAt":"*","rotateAt":"*","resumed":{"$game":{"recovered":false,"count":0,"offset":1,"epoch":"$f"},"$bare":{"recovered":false,"count":0,"offset":0,"epoch":""},"nowhere:a":{"error":{"code":"forbidden","status":403,"message":"*","retryable":false,"requestId":"*"}},"$club":{"error":{"code":"forbidden","status":403,"message":"*","retryable":false,"requestId":"*"}}}}
      bob < caught_up {"channel":"$game","offset":1,"epoch":"$f"}
      bob > {"action":"hello","id":"5","resume":{"few:1":{"epoch":"e","offset":1},"few:2":{"epoch":"e","offset":1},"few:3":{"epoch":"e","offset":1}}}
      bob < 5 refused too_many_channels {"details":[{"path":"resume","rule":"max_channels","limit":5}]}
      bob > {"action":"hello","id":"6","resume":{"$room":{"epoch":"e"}}}
      bob < 6 refused bad_request {${error}}
      ada > {"action":"publish","channel":"$game","data":"c"}
      bob < message {"channel":"$game","mid":"*","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":"c","offset":2,"epoch":"$f"}
    `,
  },
  {
    name: 'pages of history',
    script: `
      ada > {"action":"history","id":"0","channel":"$room"}
      ada < 0 ok {"events":[],"epoch":"$e","more":false}
      ada > {"action":"publish","id":"1","channel":"$room","data":"a{x*12000}"}
      ada < 1 ok {"offset":1,"epoch":"$e","mid":"*"}
      ada > {"action":"publish","id":"2","channel":"$room","data":"b{x*12000}"}
      ada < 2 ok {"offset":2,"epoch":"$e","mid":"*"}
      ada > {"action":"publish","id":"3","channel":"$room","data":"c{x*12000}"}
      ada < 3 ok {"offset":3,"epoch":"$e","mid":"*"}
      ada > {"action":"publish","id":"4","channel":"$room","data":"d"}
      ada < 4 ok {"offset":4,"epoch":"$e","mid":"*"}
      bob > {"action":"history","id":"1","channel":"$room"}
      bob < 1 ok {"events":[{"type":"event","event":"message","channel":"$room","mid":"*","from":"*","ts":"*","data":"b{x*12000}","offset":2,"epoch":"$e"},{"type":"event","event":"message","channel":"$room","mid":"*","from":"*","ts":"*","data":"c{x*12000}","offset":3,"epoch":"$e"},{"type":"event","event":"message","channel":"$room","mid":"*","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":"d","offset":4,"epoch":"$e"}],"epoch":"$e","more":true}
      bob > {"action":"history","id":"2","channel":"$room","before":2}
      bob < 2 ok {"events":["*"],"epoch":"$e","more":false}
      bob > {"action":"history","id":"3","channel":"$room","after":1,"limit":1}
      bob < 3 ok {"events":[{"type":"event","event":"message","channel":"$room","mid":"*","from":"*","ts":"*","data":"b{x*12000}","offset":2,"epoch":"$e"}],"epoch":"$e","more":true}
      bob > {"action":"history","id":"4","channel":"$room","after":0}
      bob < 4 ok {"events":["*","*"],"epoch":"$e","more":true}
      bob > {"action":"history","id":"5","channel":"$room","after":4}
      bob < 5 ok {"events":[],"epoch":"$e","more":false}
      bob > {"action":"history","id":"6","channel":"$room","before":1}
      bob < 6 ok {"events":[],"epoch":"$e","more":false}
      bob > {"action":"history","id":"7","channel":"$room","after":900}
      bob < 7 ok {"events":[],"epoch":"$e","more":false}
      bob > {"action":"history","id":"8","channel":"$room","before":900,"limit":1}
      bob < 8 ok {"events":[{"type":"event","event":"message","channel":"$room","mid":"*","from":"*","ts":"*","data":"d","offset":4,"epoch":"$e"}],"epoch":"$e","more":true}
      bob > {"action":"history","channel":"$room"}
      bob > {"action":"history","id":"9","channel":"$room","before":3,"after":1,"limit":5}
      bob < 9 refused bad_request
    `,
  },
  {
    name: 'where a quiet channel is',
    script: `
      ada enters $room
      ada > {"action":"publish","id":"1","channel":"$room","data":1}
      ada < 1 ok {"offset":1,"epoch":"$e","mid":"*"}
      ada < message {"channel":"$room","mid":"*","from":"*","ts":"*","data":1,"offset":1,"epoch":"$e"}
      50 s pass
      ada > {"action":"ping","id":"2"}
      ada < 2 ok
      ada < position {"channel":"$room","offset":1,"epoch":"$e"}
    `,
  },
]

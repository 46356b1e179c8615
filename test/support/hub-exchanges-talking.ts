import type { Exchange } from './hub-exchanges.ts'

const error = '"details":[{"path":"*","rule":"*"}]'

export const talking: readonly Exchange[] = [
  {
    name: 'who is let in',
    script: `
      ada knocks with token: 101
      ada knocks with nothing: 401
      ada knocks with nonsense: 401
      old is a token of ada {"exp":1}
      ada knocks with $old: 401
      foreign is a token of ada {"iss":"http://elsewhere"}
      ada knocks with $foreign: 401
      ban bob
      bob knocks with token: 403
      cleo knocks with token: 101
    `,
  },
  {
    name: 'hello without anything to resume',
    script: `
      ada > {"action":"hello","id":"1"}
      ada < 1 ok {"connectionId":"*","user":{"id":"$ada","name":"$Ada"},"limits":{"publishBytes":16384,"channels":5,"requestsPerSecond":20,"burst":40,"outboundBytes":1048576,"entities":3,"connections":200},"heartbeat":25000,"now":"*","expiresAt":"*","rotateAt":"*","resumed":{}}
      ada > {"action":"hello"}
      ada > {"action":"ping","id":"{x*36}"}
      ada < xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ok
      ada > {"action":"ping"}
      quiet
    `,
  },
  {
    name: 'what is wrong with a frame',
    script: `
      ada > no JSON
      ada < error bad_request
      ada > []
      ada < error unknown_action
      ada > {"id":"1"}
      ada < 1 refused unknown_action
      ada > {"action":"fly","id":"2"}
      ada < 2 refused unknown_action
      ada > {"action":7,"id":"3"}
      ada < 3 refused unknown_action
      ada > {"action":"toString","id":"4"}
      ada < 4 refused unknown_action
      ada > {"action":"ping","id":5}
      ada < error bad_request {${error}}
      ada > {"action":"ping","id":""}
      ada < error bad_request {${error}}
      ada > {"action":"ping","id":"{x*37}"}
      ada < error bad_request {${error}}
      ada > {"action":"join","id":"6"}
      ada < 6 refused bad_request {${error}}
      ada > {"action":"join","id":"7","channel":"Room:a"}
      ada < 7 refused bad_request {${error}}
      ada > {"action":"join","id":"8","channel":"room:{x*124}"}
      ada < 8 refused bad_request {${error}}
      ada > {"action":"join","id":"9","channel":"$room","since":{"epoch":"e"}}
      ada < 9 refused bad_request {${error}}
      ada > {"action":"join","id":"10","channel":"$room","since":{"epoch":"e","offset":-1}}
      ada < 10 refused bad_request {${error}}
      ada > {"action":"publish","id":"11","channel":"$room"}
      ada < 11 refused bad_request {${error}}
      ada > {"action":"publish","id":"12","channel":"$room","data":1,"key":"{k*65}"}
      ada < 12 refused bad_request {${error}}
      ada > {"action":"history","id":"13","channel":"$room","limit":101}
      ada < 13 refused bad_request {${error}}
      ada > {"action":"direct","id":"14","to":"","data":1}
      ada < 14 refused bad_request {${error}}
      ada > {"action":"join","channel":5}
      ada < error bad_request {${error}}
    `,
  },
  {
    name: 'a message, and who hears it',
    script: `
      ada, bob, cleo enter $room
      ada > {"action":"publish","id":"1","channel":"$room","data":{"text":"hi","list":[1,null,"ü"]}}
      ada < 1 ok {"offset":1,"epoch":"$e","mid":"$m"}
      ada < message {"channel":"$room","mid":"$m","from":{"id":"$ada","name":"$Ada"},"ts":"$t","data":{"text":"hi","list":[1,null,"ü"]},"offset":1,"epoch":"$e"}
      bob < message {"channel":"$room","mid":"$m","from":{"id":"$ada","name":"$Ada"},"ts":"$t","data":{"text":"hi","list":[1,null,"ü"]},"offset":1,"epoch":"$e"}
      cleo < message {"channel":"$room","mid":"$m","from":{"id":"$ada","name":"$Ada"},"ts":"$t","data":{"text":"hi","list":[1,null,"ü"]},"offset":1,"epoch":"$e"}
      bob > {"action":"publish","channel":"$room","data":null}
      ada < message {"channel":"$room","mid":"$n","from":{"id":"$bob","name":"$Bob"},"ts":"*","data":null,"offset":2,"epoch":"$e"}
      bob < message {"channel":"$room","mid":"$n","from":{"id":"$bob","name":"$Bob"},"ts":"*","data":null,"offset":2,"epoch":"$e"}
      cleo < message {"channel":"$room","mid":"$n","from":{"id":"$bob","name":"$Bob"},"ts":"*","data":null,"offset":2,"epoch":"$e"}
      cleo > {"action":"leave","id":"2","channel":"$room"}
      cleo < 2 ok
      ada < left {"channel":"$room","user":{"id":"$cleo","name":"$Cleo"},"count":2}
      bob < left {"channel":"$room","user":{"id":"$cleo","name":"$Cleo"},"count":2}
      cleo > {"action":"leave","id":"3","channel":"$room"}
      cleo < 3 refused not_joined
      cleo > {"action":"publish","id":"4","channel":"$room","data":"from outside"}
      cleo < 4 ok {"offset":3,"epoch":"$e","mid":"$o"}
      ada < message {"channel":"$room","mid":"$o","from":{"id":"$cleo","name":"$Cleo"},"ts":"*","data":"from outside","offset":3,"epoch":"$e"}
      bob < message {"channel":"$room","mid":"$o","from":{"id":"$cleo","name":"$Cleo"},"ts":"*","data":"from outside","offset":3,"epoch":"$e"}
    `,
  },
  {
    name: 'a channel without history',
    script: `
      ada > {"action":"join","id":"1","channel":"$bare","since":{"epoch":"e","offset":4}}
      ada < 1 ok {"offset":0,"epoch":"","recovered":false,"count":0,"present":1,"members":[{"id":"$ada","name":"$Ada"}]}
      bob > {"action":"publish","id":"2","channel":"$bare","data":1}
      bob < 2 ok {"mid":"$m"}
      ada < message {"channel":"$bare","mid":"$m","from":{"id":"$bob","name":"$Bob"},"ts":"*","data":1}
      bob > {"action":"publish","id":"3","channel":"$bare","data":2,"key":"k"}
      bob < 3 ok {"mid":"$n"}
      ada < message {"channel":"$bare","mid":"$n","from":{"id":"$bob","name":"$Bob"},"ts":"*","data":2}
      bob > {"action":"publish","id":"4","channel":"$bare","data":2,"key":"k"}
      bob < 4 ok {"mid":"$n","duplicate":true}
      bob > {"action":"history","id":"5","channel":"$bare"}
      bob < 5 ok {"events":[],"epoch":"*","more":false}
    `,
  },
  {
    name: 'a publish that is sent again with its key',
    script: `
      ada, bob enter $room
      ada > {"action":"publish","id":"1","channel":"$room","data":1,"key":"k"}
      ada < 1 ok {"offset":1,"epoch":"$e","mid":"$m"}
      ada < message {"channel":"$room","mid":"$m","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":1,"offset":1,"epoch":"$e"}
      bob < message {"channel":"$room","mid":"$m","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":1,"offset":1,"epoch":"$e"}
      ada > {"action":"publish","id":"2","channel":"$room","data":1,"key":"k"}
      ada < 2 ok {"offset":1,"epoch":"$e","mid":"$m","duplicate":true}
      ada.phone > {"action":"publish","id":"3","channel":"$room","data":"another","key":"k"}
      ada.phone < 3 ok {"offset":1,"epoch":"$e","mid":"$m","duplicate":true}
      bob > {"action":"publish","id":"4","channel":"$room","data":2,"key":"k"}
      bob < 4 ok {"offset":2,"epoch":"$e","mid":"$n"}
      bob < message {"channel":"$room","mid":"$n","from":{"id":"$bob","name":"$Bob"},"ts":"*","data":2,"offset":2,"epoch":"$e"}
      ada < message {"channel":"$room","mid":"$n","from":{"id":"$bob","name":"$Bob"},"ts":"*","data":2,"offset":2,"epoch":"$e"}
      cleo > {"action":"publish","id":"5","channel":"$game","data":1,"key":"k"}
      cleo < 5 ok {"offset":1,"epoch":"$f","mid":"$o"}
      bob > {"action":"leave","id":"6","channel":"$room"}
      bob < 6 ok
      ada < left {"channel":"$room","user":{"id":"$bob","name":"$Bob"},"count":1}
      ada goes
      bob goes
      290 s pass
      cleo > {"action":"publish","id":"7","channel":"$game","data":1,"key":"k"}
      cleo < 7 ok {"offset":1,"epoch":"$f","mid":"$o","duplicate":true}
    `,
  },
  {
    name: 'what is said to one user',
    script: `
      bob.phone comes
      bob comes
      ada > {"action":"direct","id":"1","to":"$bob","data":{"a":1}}
      ada < 1 ok {"delivered":2}
      bob < direct {"mid":"$m","from":{"id":"$ada","name":"$Ada"},"ts":"$t","data":{"a":1}}
      bob.phone < direct {"mid":"$m","from":{"id":"$ada","name":"$Ada"},"ts":"$t","data":{"a":1}}
      ada > {"action":"direct","id":"2","to":"nobody","data":1}
      ada < 2 ok {"delivered":0}
      ada > {"action":"direct","id":"3","to":"$bob","data":2,"key":"k"}
      ada < 3 ok {"delivered":2}
      bob < direct {"mid":"*","from":"*","ts":"*","data":2}
      bob.phone < direct {"mid":"*","from":"*","ts":"*","data":2}
      ada > {"action":"direct","id":"4","to":"$bob","data":2,"key":"k"}
      ada < 4 ok {"delivered":2,"duplicate":true}
      ada > {"action":"direct","id":"5","to":"$ada","data":"me"}
      ada < 5 ok {"delivered":1}
      ada < direct {"mid":"*","from":{"id":"$ada","name":"$Ada"},"ts":"*","data":"me"}
      ada > {"action":"direct","to":"$bob","data":"without an id"}
      bob < direct {"mid":"*","from":"*","ts":"*","data":"without an id"}
      bob.phone < direct {"mid":"*","from":"*","ts":"*","data":"without an id"}
      bob.phone goes
      10 s pass
      ada > {"action":"direct","id":"6","to":"$bob","data":3}
      ada < 6 ok {"delivered":1}
      bob < direct {"mid":"*","from":"*","ts":"*","data":3}
    `,
  },
  {
    name: 'what the bus says',
    script: `
      ada enters $room
      ada.phone comes
      ada > {"action":"subscribe","id":"1","entity":"order-$ada"}
      ada < 1 ok
      ada > {"action":"subscribe","id":"2","entity":"order-$ada"}
      ada < 2 ok
      the bus says Entity Updated {"entityId":"order-$ada","message":{"state":"paid"}}
      ada < entity {"mid":"*","entity":"order-$ada","data":{"state":"paid"}}
      the bus says Entity Updated {"entityId":"another","message":1}
      the bus says Send User Push Notification {"userId":"$ada","message":"hi","callback":"https://example.com"}
      ada < push {"mid":"$p","data":{"message":"hi","callback":"https://example.com"}}
      ada.phone < push {"mid":"$p","data":{"message":"hi","callback":"https://example.com"}}
      the bus says Publish To Channel {"channel":"$room","data":[1]}
      ada < message {"channel":"$room","mid":"*","from":{"id":"#bus","name":"bus"},"ts":"*","data":[1],"offset":1,"epoch":"*"}
      the bus says Publish To Channel {"channel":"nowhere:a","data":[1]}
      ada > {"action":"unsubscribe","id":"3","entity":"order-$ada"}
      ada < 3 ok
      ada > {"action":"unsubscribe","id":"4","entity":"order-$ada"}
      ada < 4 ok
      the bus says Entity Updated {"entityId":"order-$ada","message":1}
      quiet
    `,
  },
]

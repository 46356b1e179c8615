import type { Exchange } from './hub-exchanges.ts'

export const people: readonly Exchange[] = [
  {
    name: 'who is there',
    script: `
      ada > {"action":"join","id":"1","channel":"$room"}
      ada < 1 ok {"offset":0,"epoch":"$e","recovered":false,"count":0,"present":1,"members":[{"id":"$ada","name":"$Ada"}]}
      ada < caught_up {"channel":"$room","offset":0,"epoch":"$e"}
      bob > {"action":"join","id":"1","channel":"$room"}
      bob < 1 ok {"offset":0,"epoch":"$e","recovered":false,"count":0,"present":2,"members":[{"id":"$ada","name":"$Ada"},{"id":"$bob","name":"$Bob"}]}
      bob < caught_up {"channel":"$room","offset":0,"epoch":"$e"}
      ada < joined {"channel":"$room","user":{"id":"$bob","name":"$Bob"},"count":2}
      bob.phone > {"action":"join","id":"1","channel":"$room"}
      bob.phone < 1 ok {"offset":0,"epoch":"$e","recovered":false,"count":0,"present":2,"members":"*"}
      bob.phone < caught_up {"channel":"$room","offset":0,"epoch":"$e"}
      cleo > {"action":"presence","id":"1","channel":"$room"}
      cleo < 1 ok {"members":[{"id":"$ada","name":"$Ada"},{"id":"$bob","name":"$Bob"}],"count":2,"asOf":"*"}
      bob > {"action":"leave","id":"2","channel":"$room"}
      bob < 2 ok
      quiet
      bob.phone > {"action":"leave","id":"2","channel":"$room"}
      bob.phone < 2 ok
      ada < left {"channel":"$room","user":{"id":"$bob","name":"$Bob"},"count":1}
      ada > {"action":"leave","id":"3","channel":"$room"}
      ada < 3 ok
      ada > {"action":"presence","id":"4","channel":"$room"}
      ada < 4 ok {"members":[],"count":0,"asOf":"*"}
    `,
  },
  {
    name: 'who goes without a word has left after a while, unless they come back',
    script: `
      ada, bob, cleo enter $room
      bob goes
      cleo goes
      10 s pass
      quiet
      ada > {"action":"presence","id":"1","channel":"$room"}
      ada < 1 ok {"members":["*","*","*"],"count":3,"asOf":"*"}
      cleo comes
      cleo > {"action":"join","id":"2","channel":"$room"}
      cleo < 2 ok {"offset":0,"epoch":"$e","recovered":false,"count":0,"present":3,"members":"*"}
      cleo < caught_up {"channel":"$room","offset":0,"epoch":"$e"}
      30 s pass
      ada < left {"channel":"$room","user":{"id":"$bob","name":"$Bob"},"count":2}
      cleo < left {"channel":"$room","user":{"id":"$bob","name":"$Bob"},"count":2}
      ada > {"action":"presence","id":"3","channel":"$room"}
      ada < 3 ok {"members":[{"id":"$ada","name":"$Ada"},{"id":"$cleo","name":"$Cleo"}],"count":2,"asOf":"*"}
    `,
  },
  {
    name: 'a crowd is counted, and not told of one by one',
    script: `
      100 others enter $room
      ada enters $room
      bob > {"action":"join","id":"1","channel":"$room"}
      bob < 1 ok {"offset":0,"epoch":"$e","recovered":false,"count":0,"present":102}
      bob < caught_up {"channel":"$room","offset":0,"epoch":"$e"}
      bob > {"action":"leave","id":"2","channel":"$room"}
      bob < 2 ok
      cleo > {"action":"presence","id":"3","channel":"$room"}
      cleo < 3 ok {"members":"*","count":101,"asOf":"*"}
      30 s pass
      ada > {"action":"ping"}
      ada < count {"channel":"$room","count":101}
    `,
  },
  {
    name: 'names',
    script: `
      ada, bob enter $room
      ada > {"action":"name","id":"1","name":"  Ada   of $room "}
      ada < 1 ok {"name":"Ada of $room"}
      ada < renamed {"channel":"$room","user":{"id":"$ada","name":"Ada of $room"},"was":"$Ada"}
      bob < renamed {"channel":"$room","user":{"id":"$ada","name":"Ada of $room"},"was":"$Ada"}
      bob > {"action":"name","id":"1","name":"ADA OF $room"}
      bob < 1 refused name_taken
      bob > {"action":"name","id":"2","name":"  "}
      bob < 2 refused name_not_allowed
      bob > {"action":"name","id":"3","name":"{b*65}"}
      bob < 3 refused name_not_allowed
      bob > {"action":"name","id":"4","name":"B\\u200bob"}
      bob < 4 refused name_not_allowed
      ada > {"action":"name","id":"5","name":"Ada of $room"}
      ada < 5 ok {"name":"Ada of $room"}
      ada > {"action":"publish","id":"6","channel":"$room","data":1}
      ada < 6 ok {"offset":1,"epoch":"*","mid":"*"}
      ada < message {"channel":"$room","mid":"*","from":{"id":"$ada","name":"Ada of $room"},"ts":"*","data":1,"offset":1,"epoch":"*"}
      bob < message {"channel":"$room","mid":"*","from":{"id":"$ada","name":"Ada of $room"},"ts":"*","data":1,"offset":1,"epoch":"*"}
      bob > {"action":"presence","id":"7","channel":"$room"}
      bob < 7 ok {"members":[{"id":"$ada","name":"Ada of $room"},{"id":"$bob","name":"$Bob"}],"count":2,"asOf":"*"}
      ada.phone > {"action":"hello","id":"8"}
      ada.phone < 8 ok {"connectionId":"*","user":{"id":"$ada","name":"Ada of $room"},"limits":"*","heartbeat":25000,"now":"*","expiresAt":"*","rotateAt":"*","resumed":{}}
      ada > {"action":"name","name":"Augusta of $room"}
      ada < renamed {"channel":"$room","user":{"id":"$ada","name":"Augusta of $room"},"was":"Ada of $room"}
      bob < renamed {"channel":"$room","user":{"id":"$ada","name":"Augusta of $room"},"was":"Ada of $room"}
      bob > {"action":"name","id":"9","name":"ada of $room"}
      bob < 9 ok {"name":"ada of $room"}
      bob < renamed {"channel":"$room","user":{"id":"$bob","name":"ada of $room"},"was":"$Bob"}
      ada < renamed {"channel":"$room","user":{"id":"$bob","name":"ada of $room"},"was":"$Bob"}
    `,
  },
  {
    name: 'a new token for the one that is about to end, and new rights with it',
    script: `
      ada comes {"exp":4000000000}
      ada > {"action":"join","id":"0","channel":"$known"}
      ada < 0 refused forbidden
      better is a token of ada {"exp":4000000001,"scope":"authenticated","channels":"$club"}
      ada > {"action":"refresh","id":"1","token":"$better"}
      ada < 1 ok {"expiresAt":4000000001000}
      ada > {"action":"join","id":"2","channel":"$known"}
      ada < 2 ok {"offset":0,"epoch":"$e","recovered":false,"count":0,"present":1,"members":"*"}
      ada < caught_up {"channel":"$known","offset":0,"epoch":"$e"}
      ada enters $club
      foreign is a token of bob
      ada > {"action":"refresh","id":"3","token":"$foreign"}
      ada < 3 refused forbidden
      ada > {"action":"refresh","id":"4","token":"nonsense"}
      ada < 4 refused unauthorized
      ended is a token of ada {"exp":1}
      ada > {"action":"refresh","id":"5","token":"$ended"}
      ada < 5 refused unauthorized
      less is a token of ada {"exp":4000000002}
      ada > {"action":"refresh","id":"6","token":"$less"}
      # It gives no right to either channel, and so both are left.
      ada < error forbidden
      ada < error forbidden
      ada < 6 ok {"expiresAt":4000000002000}
      ada > {"action":"publish","id":"7","channel":"$known","data":1}
      ada < 7 refused forbidden
      ada > {"action":"hello","id":"8"}
      ada < 8 ok {"connectionId":"*","user":"*","limits":"*","heartbeat":25000,"now":"*","expiresAt":4000000002000,"rotateAt":"*","resumed":{}}
    `,
  },
  {
    name: 'a token that ends',
    script: `
      ada comes {"exp":"+100"}
      bob comes {"exp":"+100"}
      45 s pass
      ada < expiring {"expiresAt":"$x"}
      bob < expiring {"expiresAt":"*"}
      new is a token of ada
      ada > {"action":"refresh","id":"1","token":"$new"}
      ada < 1 ok {"expiresAt":"*"}
      70 s pass
      quiet
      15 s pass
      bob < goodbye {"reason":"expired","reconnect":true,"delayMs":[0,1000]}
      bob is closed with 4102
      ada > {"action":"ping","id":"2"}
      ada < 2 ok
    `,
  },
]

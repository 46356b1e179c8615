/** Who has not answered until then is taken for away; the invocation itself may take seconds only. */
export const answering = {
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
}

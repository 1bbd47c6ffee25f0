/** Nobody reads what nobody sent. */
import { placeOf } from '../history.ts'
import type { Checker } from './checker.ts'

export const phantom: Checker = (history) =>
  history.readings
    .flatMap(({ process, records }) => records.map((record) => ({ process, record })))
    .filter(({ record }) => history.sent.get(record.value)?.topic !== record.topic)
    .map(({ process, record }) => {
      const at = `${placeOf(record)} at ${record.offset}`
      const what = `${process} read ${JSON.stringify(record.value)} in ${at}, which nobody sent`
      return { anomaly: 'phantom', what }
    })

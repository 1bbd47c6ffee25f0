/** Where a broker is reached. */
export interface Address {
  readonly host: string
  readonly port: number
}

export const nameOf = ({ host, port }: Address): string => `${host}:${port}`

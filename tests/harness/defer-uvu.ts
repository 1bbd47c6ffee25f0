/** Tells uvu, before it is loaded, that the harness and not uvu starts the tests. */
Object.assign(globalThis, { UVU_DEFER: 1, UVU_QUEUE: [[null]] })

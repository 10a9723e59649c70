import { brokerContract } from '../../engine/testing/broker-contract.ts'
import { openNativeScene } from './testing/native-scene.ts'

brokerContract('native, over a client that is not real', {
  async open() {
    const { broker, behind } = await openNativeScene()
    const close = broker.close.bind(broker)
    broker.close = async () => {
      await close()
      await behind.close()
    }
    return broker
  },
})

// Streams a WAV file (16-bit PCM, mono, 16 kHz) at the pace of speech and prints what is understood.
//   node transcribe.js localhost:9000 speech.wav
// A credential, if the gateway wants one, is taken from STENOGATE_TOKEN.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const PROTO_DIR = path.join(__dirname, '../../src/main/proto');
const MESSAGE_MILLIS = 80;
const MESSAGE_BYTES = 16 * MESSAGE_MILLIS * 2; // 16 samples a millisecond, 2 bytes each.

const options = { keepCase: true, longs: Number, enums: String, oneofs: true, includeDirs: [PROTO_DIR, __dirname] };
const definition = protoLoader.loadSync(['stenogate/v1/transcription.proto', 'status.proto'], options);
const { stenogate } = grpc.loadPackageDefinition(definition);

/** The samples of a WAV file: the body of its `data` chunk. */
function samples(wav) {
  for (let at = 12; at + 8 <= wav.length; ) {
    const size = wav.readUInt32LE(at + 4);
    if (wav.toString('latin1', at, at + 4) === 'data') return wav.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error('no data chunk: is it a WAV file?');
}

async function send(call, audio) {
  const begin = Date.now();
  call.write({ start: { audio_format: { encoding: 'ENCODING_PCM16', sample_rate_hz: 16000, channels: 1 } } });
  for (let at = 0; at < audio.length && !call.destroyed; at += MESSAGE_BYTES) {
    await sleep(begin + (at / MESSAGE_BYTES) * MESSAGE_MILLIS - Date.now());
    const more = call.write({ audio: audio.subarray(at, at + MESSAGE_BYTES) });
    if (!more) await once(call, 'drain'); // The gateway is busy: hold the audio here, not in memory.
  }
  call.end(); // No more audio; the last finals come now.
}

function print(response) {
  switch (response.response) {
    case 'started':
      return console.log(`session ${response.started.session_id}`);
    case 'segment':
      return console.log(response.segment.is_final ? 'final  ' : 'partial', response.segment.text.trim());
    case 'notice':
      return console.log('notice ', response.notice.code, response.notice.text);
    case 'completed':
      return console.log(`${response.completed.usage.segments} segments`);
  }
}

/** The stable reason of an error, from google.rpc.ErrorInfo in the trailers. */
function reason(error) {
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  const details = bytes ? definition['google.rpc.Status'].deserialize(bytes).details : [];
  const info = details.find((detail) => detail.type_url.endsWith('/google.rpc.ErrorInfo'));
  return info ? definition['google.rpc.ErrorInfo'].deserialize(info.value).reason : 'no reason given';
}

const [server, file] = process.argv.slice(2);
const metadata = new grpc.Metadata();
if (process.env.STENOGATE_TOKEN) metadata.set('authorization', `Bearer ${process.env.STENOGATE_TOKEN}`);
const client = new stenogate.v1.Transcription(server, grpc.credentials.createInsecure());
const call = client.Transcribe(metadata);
call.on('data', print);
call.on('end', () => client.close());
call.on('error', (error) => {
  console.error(`${grpc.status[error.code]} (${reason(error)}): ${error.details}`);
  process.exit(1);
});
send(call, samples(fs.readFileSync(file)));

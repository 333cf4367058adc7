// Streams a WAV file (16-bit PCM, mono, 16 kHz) at the pace of speech and prints what is understood.
// A call that breaks goes on where its finals ended, at the next of the addresses.
//   node resume.js localhost:9000[,localhost:9001...] speech.wav
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
const MILLI_BYTES = 16 * 2; // 16 samples, 2 bytes each.
const MESSAGE_BYTES = MESSAGE_MILLIS * MILLI_BYTES;
const ATTEMPTS_MAX = 20; // In a row, without a new final.

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

/** All that must be known to go on: the newest token, and how much audio and how many segments are final. */
const session = { token: '', finalBytes: 0, segments: 0, attempts: 0, leaving: false };
const begin = Date.now();

const toBytes = ({ seconds = 0, nanos = 0 }) => Math.floor((seconds * 1e3 + nanos / 1e6) * 16) * 2;
const toOffset = (bytes) => ({
  seconds: Math.floor(bytes / MILLI_BYTES / 1e3),
  nanos: ((bytes / MILLI_BYTES) % 1e3) * 1e6,
});

/** What is not final, at once as far as it is overdue, then at the pace of speech. */
async function send(call, audio) {
  const start = { audio_format: { encoding: 'ENCODING_PCM16', sample_rate_hz: 16000, channels: 1 } };
  if (session.token) start.resume = { token: session.token, audio_offset: toOffset(session.finalBytes) };
  call.write({ start });
  for (let at = session.finalBytes; at < audio.length && !call.ended; at += MESSAGE_BYTES) {
    await sleep(begin + at / MILLI_BYTES - Date.now());
    const more = call.write({ audio: audio.subarray(at, at + MESSAGE_BYTES) });
    // The gateway is busy: hold the audio here, not in memory.
    if (!more) await Promise.race([once(call, 'drain'), once(call, 'close')]);
  }
  call.end(); // No more audio; the last finals come now.
}

function hear(call, response) {
  const { started, segment, notice, go_away: goAway, completed } = response;
  if (segment && (segment.segment_id ?? 0) < session.segments) return; // Final before the call broke.
  if (started) console.log(`session ${started.session_id}`);
  if (segment) console.log(segment.is_final ? 'final  ' : 'partial', segment.text.trim());
  if (notice) console.log('notice ', notice.code, notice.text);
  if (completed) console.log(`${completed.usage.segments} segments in the last call`);
  session.token = started?.resume_token || segment?.resume_token || goAway?.resume_token || session.token;
  if (segment?.is_final) {
    Object.assign(session, { finalBytes: toBytes(segment.end_offset), segments: session.segments + 1, attempts: 0 });
    if (session.leaving) call.cancel(); // This replica goes; between two segments is the best moment.
  }
  session.leaving ||= Boolean(goAway);
}

/** One call. Gives how it failed, or nothing. */
function transcribe(server, audio) {
  const client = new stenogate.v1.Transcription(server, grpc.credentials.createInsecure());
  session.leaving = false;
  return new Promise((resolve) => {
    const call = client.Transcribe(metadata);
    call.on('data', (response) => hear(call, response));
    call.on('error', resolve);
    call.on('end', () => resolve());
    call.on('status', () => (call.ended = true));
    send(call, audio).catch(resolve);
  }).finally(() => client.close());
}

/** A detail of an error, from the trailers: the reason, or when to come back. */
function detail(error, type) {
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  const details = bytes ? definition['google.rpc.Status'].deserialize(bytes).details : [];
  const found = details.find((any) => any.type_url.endsWith(`/${type}`));
  return found && definition[type].deserialize(found.value);
}

/** Whether another call can help. Without a reason it was not the gateway that ended the call. */
function passes({ code }, reason) {
  const { UNAVAILABLE, RESOURCE_EXHAUSTED, CANCELLED, INTERNAL, UNKNOWN } = grpc.status;
  if (code === RESOURCE_EXHAUSTED) return Boolean(session.token);
  return code === UNAVAILABLE || (!reason && [CANCELLED, INTERNAL, UNKNOWN].includes(code));
}

async function main(servers, file) {
  const audio = samples(fs.readFileSync(file));
  for (let calls = 0; ; calls++) {
    const error = await transcribe(servers[calls % servers.length], audio);
    if (!error) return;
    const reason = detail(error, 'google.rpc.ErrorInfo')?.reason;
    console.error(`${grpc.status[error.code]} (${reason ?? 'no reason given'}): ${error.details}`);
    const triesMax = session.token ? ATTEMPTS_MAX : servers.length - 1;
    if (!passes(error, reason) || session.attempts++ >= triesMax) process.exit(1);
    const { seconds = 0, nanos = 0 } = detail(error, 'google.rpc.RetryInfo')?.retry_delay ?? {};
    const backOff = Math.random() * Math.min(5000, 100 * 2 ** session.attempts);
    await sleep(Math.max(backOff, seconds * 1e3 + nanos / 1e6));
  }
}

const metadata = new grpc.Metadata();
if (process.env.STENOGATE_TOKEN) metadata.set('authorization', `Bearer ${process.env.STENOGATE_TOKEN}`);
const [servers, file] = process.argv.slice(2);
main(servers.split(','), file);

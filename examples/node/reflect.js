// Calls a gateway without its proto file: everything is asked of the gateway by server reflection.
//   node reflect.js localhost:9000                  lists services and methods, prints GetCapabilities
//   node reflect.js localhost:9000 speech.wav       also transcribes, as fast as the gateway takes it
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { once } = require('node:events');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const SERVICE = 'stenogate.v1.Transcription';
const options = { keepCase: true, longs: Number, enums: String, oneofs: true };
const [server, file] = process.argv.slice(2);
const insecure = grpc.credentials.createInsecure();
const metadata = new grpc.Metadata();
if (process.env.STENOGATE_TOKEN) metadata.set('authorization', `Bearer ${process.env.STENOGATE_TOKEN}`);

/** One question to the reflection service. */
async function ask(reflection, question) {
  const call = reflection.ServerReflectionInfo();
  call.end(question);
  const [answer] = await Promise.race([once(call, 'data'), once(call, 'end').then(() => [{}])]);
  if (!answer[answer.message_response] || answer.error_response) {
    throw new Error(`reflection: ${answer.error_response?.error_message ?? 'no answer'}`);
  }
  return answer[answer.message_response];
}

/** A google.protobuf.FileDescriptorSet of files that are serialized already: field 1, each with its length. */
function descriptorSet(files) {
  return Buffer.concat(files.flatMap((bytes) => [Buffer.from([0x0a, ...varint(bytes.length)]), bytes]));
}

function varint(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** Calls a unary method. */
function unary(client, method, request) {
  return new Promise((resolve, reject) =>
    client[method](request, metadata, (error, response) => (error ? reject(error) : resolve(response))));
}

async function transcribe(client, audio) {
  const call = client.Transcribe(metadata);
  const ended = once(call, 'end');
  call.on('data', ({ response, segment }) => {
    if (response === 'segment' && segment.is_final) console.log('final  ', segment.text.trim());
  });
  call.write({ start: { audio_format: { encoding: 'ENCODING_PCM16', sample_rate_hz: 16000, channels: 1 } } });
  for (let at = 0; at < audio.length; at += 2560) {
    if (!call.write({ audio: audio.subarray(at, at + 2560) })) await once(call, 'drain');
  }
  call.end();
  await ended;
}

async function main() {
  const own = grpc.loadPackageDefinition(protoLoader.loadSync(path.join(__dirname, 'reflection.proto'), options));
  const reflection = new own.grpc.reflection.v1.ServerReflection(server, insecure);
  const { service: services } = await ask(reflection, { list_services: '' });
  console.log(services.map(({ name }) => name).sort().join('\n'));

  const { file_descriptor_proto: files } = await ask(reflection, { file_containing_symbol: SERVICE });
  const { stenogate } = grpc.loadPackageDefinition(protoLoader.loadFileDescriptorSetFromBuffer(descriptorSet(files), options));
  const client = new stenogate.v1.Transcription(server, insecure);
  Object.values(stenogate.v1.Transcription.service).forEach(({ path: method }) => console.log(method));

  console.log('GetCapabilities', JSON.stringify(await unary(client, 'GetCapabilities', {}), null, 2));
  if (file) await transcribe(client, fs.readFileSync(file).subarray(44)); // Behind a plain WAV header.
  client.close();
  reflection.close();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});

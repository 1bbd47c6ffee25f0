// franz-go: sends with kgo, then reads back by direct consuming of partitions.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	partitions = 3
	idle       = 10 * time.Second
	retry      = 50 * time.Millisecond
	lineMax    = 4 << 20
)

// record is a line of the input and output files; nil is Kafka's null.
type record struct {
	Partition int32        `json:"p"`
	Offset    int64        `json:"o"`
	Key       *string      `json:"k"`
	Value     *string      `json:"v"`
	Headers   [][2]*string `json:"h"`
}

func toBytes(text *string) []byte {
	if text == nil {
		return nil
	}
	return []byte(*text)
}

func toText(data []byte) *string {
	if data == nil {
		return nil
	}
	text := string(data)
	return &text
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func createTopic(ctx context.Context, seeds kgo.Opt, topic string) {
	client, err := kgo.NewClient(seeds)
	must(err)
	defer client.Close()
	admin := kadm.NewClient(client)
	_, err = admin.CreateTopic(ctx, partitions, 1, nil, topic)
	must(err)
	// Metadata may name a leader a moment before it has begun; an answered offset shows that it has.
	for until := time.Now().Add(idle); ; time.Sleep(retry) {
		offsets, err := admin.ListEndOffsets(ctx, topic)
		if err == nil {
			err = offsets.Error()
		}
		if err == nil {
			return
		}
		if time.Now().After(until) {
			log.Fatal(err)
		}
	}
}

func producerOptions(topic, acks, codec string) []kgo.Opt {
	codecs := map[string]kgo.CompressionCodec{
		"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(),
		"snappy": kgo.SnappyCompression(), "lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression(),
	}
	options := []kgo.Opt{
		kgo.DefaultProduceTopic(topic),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(codecs[codec]),
	}
	switch acks { // its default, an idempotent producer, is for all replicas only
	case "0":
		options = append(options, kgo.RequiredAcks(kgo.NoAck()), kgo.DisableIdempotentWrite())
	case "1":
		options = append(options, kgo.RequiredAcks(kgo.LeaderAck()), kgo.DisableIdempotentWrite())
	}
	return options
}

func send(ctx context.Context, options []kgo.Opt, input string) int64 {
	client, err := kgo.NewClient(options...)
	must(err)
	defer client.Close()
	file, err := os.Open(input)
	must(err)
	defer file.Close()
	var sent atomic.Int64
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, lineMax)
	for lines.Scan() {
		var r record
		must(json.Unmarshal(lines.Bytes(), &r))
		out := &kgo.Record{Partition: r.Partition, Key: toBytes(r.Key), Value: toBytes(r.Value)}
		for _, h := range r.Headers {
			out.Headers = append(out.Headers, kgo.RecordHeader{Key: *h[0], Value: toBytes(h[1])})
		}
		client.Produce(ctx, out, func(_ *kgo.Record, err error) {
			must(err)
			sent.Add(1)
		})
	}
	must(lines.Err())
	must(client.Flush(ctx))
	return sent.Load()
}

func read(ctx context.Context, seeds kgo.Opt, topic string, count int64, output string) {
	start := map[int32]kgo.Offset{}
	for p := int32(0); p < partitions; p++ {
		start[p] = kgo.NewOffset().AtStart()
	}
	from := kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: start})
	client, err := kgo.NewClient(seeds, from)
	must(err)
	defer client.Close()
	file, err := os.Create(output)
	must(err)
	defer file.Close()
	buffered := bufio.NewWriter(file)
	defer buffered.Flush()
	lines := json.NewEncoder(buffered)
	got, next, end := int64(0), [partitions]int64{}, [partitions]int64{}
	for got < count || next != end {
		ctx, cancel := context.WithTimeout(ctx, idle)
		fetches := client.PollFetches(ctx)
		cancel()
		if ctx.Err() == context.DeadlineExceeded {
			return // what has come so far is for the check to judge
		}
		must(fetches.Err())
		fetches.EachPartition(func(p kgo.FetchTopicPartition) { end[p.Partition] = p.HighWatermark })
		fetches.EachRecord(func(r *kgo.Record) {
			in := record{r.Partition, r.Offset, toText(r.Key), toText(r.Value), [][2]*string{}}
			for _, h := range r.Headers {
				in.Headers = append(in.Headers, [2]*string{&h.Key, toText(h.Value)})
			}
			must(lines.Encode(in))
			got, next[r.Partition] = got+1, r.Offset+1
		})
	}
}

func main() {
	words := os.Args[1:]
	topic, acks, codec, input, output := words[1], words[2], words[3], words[4], words[5]
	ctx, seeds := context.Background(), kgo.SeedBrokers(strings.Split(words[0], ",")...)
	createTopic(ctx, seeds, topic)
	sent := send(ctx, append(producerOptions(topic, acks, codec), seeds), input)
	read(ctx, seeds, topic, sent, output)
	fmt.Println(topic, sent)
}

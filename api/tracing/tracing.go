// Package tracing sends traces over OTLP where somebody collects them: a span for each request, for the stages of its searches and
// for the operations of the store. Attributes are names that the program knows, statuses and counts; none holds an address as it
// was asked for, words of a search, or who something concerns.
//
// All methods of a nil [Tracing] do nothing, so that without a collector an answer costs nothing more.
package tracing

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Config says where traces are sent.
type Config struct {
	// Endpoint is the address of a collector, such as http://127.0.0.1:4318, to which /v1/traces is added; none are sent where
	// it is empty.
	Endpoint string
	Version  string
	Log      zerolog.Logger
}

// exportPatience is how long a collector may take for one batch; queue is how many spans wait for it before more are dropped.
const (
	exportPatience = 5 * time.Second
	queue          = 2048
)

// Tracing makes spans. Its methods may be called by several goroutines.
type Tracing struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// Check returns what is wrong with an endpoint; an empty one is good.
func Check(endpoint string) error {
	parsed, err := url.Parse(endpoint)
	if endpoint == "" || err == nil && (parsed.Scheme == "http" || parsed.Scheme == "https") && parsed.Host != "" && parsed.RawQuery == "" && parsed.User == nil {
		return nil
	}
	return errors.New("--otlp-endpoint is no address of a collector, such as http://127.0.0.1:4318")
}

// Open returns what makes spans, nil where there is no endpoint. The collector is not asked: what it does not take is dropped.
func Open(ctx context.Context, config Config) (*Tracing, error) {
	if config.Endpoint == "" {
		return nil, nil
	}
	if err := Check(config.Endpoint); err != nil {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimRight(config.Endpoint, "/")+"/v1/traces"), otlptracehttp.WithTimeout(exportPatience))
	if err != nil {
		return nil, fmt.Errorf("send traces to %s: %w", config.Endpoint, err)
	}
	described, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "sachant"), attribute.String("service.version", config.Version)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("describe this process to the collector: %w", err)
	}
	provider := sdk.NewTracerProvider(
		sdk.WithResource(described),
		sdk.WithBatcher(loggedExporter{exporter, config.Log}, sdk.WithMaxQueueSize(queue), sdk.WithExportTimeout(exportPatience)),
	)
	return &Tracing{provider: provider, tracer: provider.Tracer("github.com/sachant/sachant")}, nil
}

// Close sends the spans that wait, for five seconds at most.
func (t *Tracing) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exportPatience)
	defer cancel()
	return t.provider.Shutdown(ctx)
}

// loggedExporter logs what cannot be sent, which the library would print by itself.
type loggedExporter struct {
	sdk.SpanExporter
	log zerolog.Logger
}

func (e loggedExporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	if err := e.SpanExporter.ExportSpans(ctx, spans); err != nil {
		e.log.Warn().Err(err).Int("spans", len(spans)).Msg("traces could not be sent")
	}
	return nil
}

// Request begins the span of a request, as a part of the trace that its header traceparent names, if it does. The zero span that a
// nil Tracing returns does nothing.
func (t *Tracing) Request(ctx context.Context, header http.Header, method, id string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(header))
	caller := trace.SpanContextFromContext(ctx).WithTraceState(trace.TraceState{}) // which holds what the caller likes
	ctx = trace.ContextWithRemoteSpanContext(ctx, caller)
	ctx, span := t.tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("http.request.method", method), attribute.String("sachant.request.id", id)))
	return ctx, Span{span, method}
}

// Span is that of a request.
type Span struct {
	span   trace.Span
	method string
}

// End ends the span with the route and the status of the answer.
func (s Span) End(route string, status int) {
	if s.span == nil {
		return
	}
	s.span.SetName(s.method + " " + route)
	s.span.SetAttributes(attribute.String("http.route", route), attribute.Int("http.response.status_code", status))
	if status >= http.StatusInternalServerError {
		s.span.SetStatus(codes.Error, "")
	}
	s.span.End()
}

// Begin begins the span of a part of a request. What it returns ends it; an error marks it as failed, and its text is not sent.
func (t *Tracing) Begin(ctx context.Context, name string) (context.Context, func(error)) {
	if t == nil {
		return ctx, func(error) {}
	}
	ctx, span := t.tracer.Start(ctx, name)
	return ctx, func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

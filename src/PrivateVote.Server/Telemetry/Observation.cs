using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace PrivateVote.Server.Telemetry;

/// <summary>
/// Logs on standard error, and metrics and traces to an OTLP endpoint when one is configured. ASP.NET's own log of requests
/// is off: its paths hold nullifiers and its scopes hold connections.
/// </summary>
internal static class Observation
{
    public static void Configure(WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.IncludeScopes = false;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        // Standard output is for `listening on`, which other programs wait for.
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Even its warnings name paths and connections.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.None);
        // What ends the server is thrown to whoever runs it, who says it once and in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (options.Otlp is { } endpoint)
        {
            builder.Services.AddHostedService(services => new Export(
                endpoint,
                // Made before the exporters listen to it.
                services.GetRequiredService<ServerMetrics>()
            ));
        }
    }

    /// <summary>Sends metrics and traces while the server runs.</summary>
    private sealed class Export(Uri endpoint, ServerMetrics metrics) : IHostedService, IDisposable
    {
        private MeterProvider? meters;
        private TracerProvider? traces;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = metrics;
            meters = Sdk.CreateMeterProviderBuilder()
                .AddMeter(ServerMetrics.Name)
                .AddMeter("System.Runtime")
                .AddOtlpExporter(otlp => Configure(otlp, "v1/metrics"))
                .Build();
            traces = Sdk.CreateTracerProviderBuilder()
                .AddSource(ServerMetrics.Name)
                .AddOtlpExporter(otlp => Configure(otlp, "v1/traces"))
                .Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            meters?.Dispose();
            traces?.Dispose();
        }

        private void Configure(OtlpExporterOptions otlp, string path)
        {
            otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
            otlp.Endpoint = new Uri(endpoint.ToString().TrimEnd('/') + "/" + path);
        }
    }
}

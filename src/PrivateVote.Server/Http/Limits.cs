using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Redis;

namespace PrivateVote.Server.Http;

/// <summary>How much of everything one client may ask for: what keeps a slow, a huge and a frequent request from mattering.</summary>
internal static class Limits
{
    /// <summary>The longest a request that is no stream may take.</summary>
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(30);

    private const int MostConnections = 4096;

    public static void Configure(WebApplicationBuilder builder, ServerOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = MostConnections;
            // Each endpoint that takes a body names its own limit, this or lower. What is sent elsewhere is read and thrown
            // away, so that the client gets its answer.
            limits.MaxRequestBodySize = RequestBody.EntryLimit;
            limits.MaxRequestHeaderCount = 50;
            limits.MaxRequestHeadersTotalSize = 16 * 1024;
            limits.MaxRequestLineSize = 4 * 1024;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
            limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddRequestTimeouts(timeouts =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = RequestTime,
                TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
                WriteTimeoutResponse = context =>
                    Faults.WriteAsync(
                        context,
                        ServiceCode.StoreUnavailable,
                        Faults.DetailOf(ServiceCode.StoreUnavailable)
                    ),
            }
        );
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(RouteDescriptions.Writes, context => PartitionOf(context, options.AllowRate));
            limiter.OnRejected = async (rejected, _) =>
                await Faults.WriteAsync(
                    rejected.HttpContext,
                    ServiceCode.TooManyRequests,
                    Faults.DetailOf(ServiceCode.TooManyRequests),
                    rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : null
                );
        });
    }

    /// <summary>
    /// One bucket for each client's address, kept in memory while it is in use and written nowhere. A client with a whole
    /// network of IPv6 has one bucket.
    /// </summary>
    private static RateLimitPartition<string> PartitionOf(HttpContext context, int allowed) =>
        allowed == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.Get<string>(
                NetworkOf(context.Connection.RemoteIpAddress),
                network =>
                    context.RequestServices.GetService<SharedRate>() is { } shared
                        ? shared.LimiterOf(network, allowed, BucketOf(allowed))
                        : BucketOf(allowed)
            );

    /// <summary>Replenished by the limiter that it is a part of.</summary>
    private static TokenBucketRateLimiter BucketOf(int allowed) =>
        new(
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = allowed,
                TokensPerPeriod = Math.Max(1, allowed / 60),
                ReplenishmentPeriod = TimeSpan.FromSeconds(allowed < 60 ? 60.0 / allowed : 1),
                QueueLimit = 0,
                AutoReplenishment = false,
            }
        );

    private static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}

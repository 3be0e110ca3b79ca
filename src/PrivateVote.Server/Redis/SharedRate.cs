using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Redis;

/// <summary>
/// How often clients write, counted over all servers: a sliding window of a minute in Redis for each client. A client is
/// named by an HMAC of its network's address under a key of the servers' own, and forgotten after two minutes.
/// </summary>
internal sealed class SharedRate(RedisLink redis, LogKeys keys)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int NameSize = 16;

    /// <summary>
    /// Counts a write if there is room for it: 0, or milliseconds to wait. The window that slides is made of two that stand:
    /// what is left of the last one counts in proportion. By Redis' clock, so that servers need not agree on theirs.
    /// </summary>
    private const string Count = """
        local allowed, span = tonumber(ARGV[1]), tonumber(ARGV[2])
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local window, passed = math.floor(now / span), now % span
        local kept = redis.call('HMGET', KEYS[1], 'window', 'count', 'last')
        local count, last = tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
        if tonumber(kept[1]) ~= window then
          last = tonumber(kept[1]) == window - 1 and count or 0
          count = 0
        end
        if count + 1 + last * (span - passed) / span > allowed then
          return span - passed
        end
        redis.call('HSET', KEYS[1], 'window', window, 'count', count + 1, 'last', last)
        redis.call('PEXPIRE', KEYS[1], 2 * span)
        return 0
        """;

    private readonly byte[] key = keys.Derive("PrivateVote/v1/rate", []);

    /// <summary>A limiter for one client that asks Redis as well as a limiter of this server.</summary>
    public RateLimiter LimiterOf(string network, int allowed, ReplenishingRateLimiter local) =>
        new SharedLimiter(this, NameOf(network), allowed, local);

    /// <summary>The key of a client's count.</summary>
    public string NameOf(string network) =>
        redis.Name(
            "rate:"
                + Convert.ToHexStringLower(
                    HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(network)).AsSpan(0, NameSize)
                )
        );

    /// <summary>How long a client has to wait: zero when the write is counted, null when Redis does not say.</summary>
    private async Task<TimeSpan?> CountAsync(string name, int allowed)
    {
        var answer = await redis.AskAsync("EVAL", Count, 1, name, allowed, (long)Window.TotalMilliseconds);
        return
            answer is { IsNull: false }
            && long.TryParse((string?)answer, NumberStyles.None, CultureInfo.InvariantCulture, out var wait)
            ? TimeSpan.FromMilliseconds(Math.Min(wait, (long)Window.TotalMilliseconds))
            : null;
    }

    /// <summary>
    /// The local limit comes first and holds whatever Redis says: alone when Redis is down, and against counts that somebody
    /// set back. Counts that somebody raised refuse writes, which Redis is trusted not to.
    /// </summary>
    private sealed class SharedLimiter(SharedRate rate, string name, int allowed, ReplenishingRateLimiter local)
        : ReplenishingRateLimiter
    {
        public override bool IsAutoReplenishing => local.IsAutoReplenishing;

        public override TimeSpan ReplenishmentPeriod => local.ReplenishmentPeriod;

        public override TimeSpan? IdleDuration => local.IdleDuration;

        public override bool TryReplenish() => local.TryReplenish();

        public override RateLimiterStatistics? GetStatistics() => local.GetStatistics();

        /// <summary>Redis is asked asynchronously only; the middleware then comes again by <see cref="AcquireAsyncCore"/>.</summary>
        protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Lease(false, TimeSpan.Zero);

        protected override async ValueTask<RateLimitLease> AcquireAsyncCore(
            int permitCount,
            CancellationToken cancellationToken
        )
        {
            var lease = local.AttemptAcquire(permitCount);
            return lease.IsAcquired && await rate.CountAsync(name, allowed) is { } wait && wait > TimeSpan.Zero
                ? new Lease(false, wait)
                : lease;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                local.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed class Lease(bool acquired, TimeSpan wait) : RateLimitLease
    {
        public override bool IsAcquired => acquired;

        public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            var known = metadataName == MetadataName.RetryAfter.Name;
            metadata = known ? wait : null;
            return known;
        }
    }
}

namespace PrivateVote.Server.Http;

/// <summary>Bytes as they are.</summary>
internal sealed class BytesAnswer : IResult, IStatusCodeHttpResult
{
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly string contentType;
    private readonly string cacheControl;

    private BytesAnswer(ReadOnlyMemory<byte> bytes, string contentType, string cacheControl)
    {
        this.bytes = bytes;
        this.contentType = contentType;
        this.cacheControl = cacheControl;
    }

    public int? StatusCode => StatusCodes.Status200OK;

    /// <summary>What never changes under its address: caches may keep it for ever.</summary>
    public static BytesAnswer Fixed(ReadOnlyMemory<byte> bytes, string contentType) =>
        new(bytes, contentType, "public, max-age=31536000, immutable");

    /// <summary>What may be another the next moment.</summary>
    public static BytesAnswer Current(ReadOnlyMemory<byte> bytes, string contentType) =>
        new(bytes, contentType, "no-cache");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = contentType;
        httpContext.Response.ContentLength = bytes.Length;
        httpContext.Response.Headers.CacheControl = cacheControl;
        await httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }
}

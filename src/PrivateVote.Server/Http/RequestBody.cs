using System.Buffers;

namespace PrivateVote.Server.Http;

internal static class RequestBody
{
    /// <summary>Bytes of a ballot: one for 8 options has under 4 KB.</summary>
    public const int BallotLimit = 16 * 1024;

    /// <summary>Bytes of a submission: the log's longest entry.</summary>
    public const int EntryLimit = 64 * 1024;

    /// <summary>The whole body.</summary>
    /// <exception cref="BadHttpRequestException">It is longer than the endpoint takes (413), too slow (408) or cut off (400).</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (read.Buffer.Length > limit)
            {
                throw new BadHttpRequestException("too long", StatusCodes.Status413PayloadTooLarge);
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

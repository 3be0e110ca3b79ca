using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections;

namespace PrivateVote.Server.Http;

/// <summary>Members of a census or a roll as CSV, piece by piece.</summary>
internal static class MemberCsv
{
    private const int LinesInBlock = 1024;

    public static PushStreamHttpResult Answer(IEnumerable<CensusMember> members, CancellationToken cancellation) =>
        TypedResults.Stream(
            async body =>
            {
                var lines = new StringBuilder("commitment,weight\n");
                foreach (var block in members.Chunk(LinesInBlock))
                {
                    foreach (var member in block)
                    {
                        lines.Append(CultureInfo.InvariantCulture, $"{member.Commitment.ToHex()},{member.Weight}\n");
                    }

                    await body.WriteAsync(Encoding.ASCII.GetBytes(lines.ToString()), cancellation);
                    lines.Clear();
                }

                // Where there is nobody.
                await body.WriteAsync(Encoding.ASCII.GetBytes(lines.ToString()), cancellation);
            },
            "text/csv"
        );
}

using System.Net;
using System.Net.Sockets;

namespace PrivateVote.Identity.Online;

/// <summary>
/// Which addresses are of the public internet. Whoever writes a credential writes the addresses that a service fetches: none
/// of them may lead into the service's own network.
/// </summary>
internal static class PublicAddress
{
    /// <summary>IANA's special-purpose registry (RFC 6890), multicast, and what is reserved.</summary>
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>Of IPv6 only 2000::/3 is given out for the internet; these in it are not, or carry IPv4 addresses inside.</summary>
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV6 =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(text => IPNetwork.Parse(text)),
    ];

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !SpecialV4.Any(network => network.Contains(plain))
            : GlobalV6.Contains(plain) && !SpecialV6.Any(network => network.Contains(plain));
    }
}

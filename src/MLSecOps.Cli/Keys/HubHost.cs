using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.Cli.Keys;

/// <summary>A name under which devices and operators reach the hub: a DNS name in lower case, or an IP address.</summary>
/// <param name="Name">As it stands in the certificate.</param>
/// <param name="Address">The address; null for a DNS name.</param>
internal sealed record HubHost(string Name, IPAddress? Address)
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;

    /// <summary>For a hub on this machine.</summary>
    public static IReadOnlyList<HubHost> Local { get; } =
        [new("localhost", null), new("127.0.0.1", IPAddress.Loopback), new("::1", IPAddress.IPv6Loopback)];

    /// <summary>The host as it stands in a URL.</summary>
    public string InUrl => Address?.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Name}]" : Name;

    /// <summary>Reads a name.</summary>
    /// <returns>Null when it is neither.</returns>
    public static HubHost? TryParse(string text)
    {
        // Only the plain forms: the parser of the platform also takes "1" for 0.0.0.1, and zones that mean something on one machine only.
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address.AddressFamily == AddressFamily.InterNetwork
                ? address.ToString() == text ? new HubHost(text, address) : null
                : text.AsSpan().ContainsAny("%[]") ? null : new HubHost(address.ToString(), address);
        }

        string name = text.ToLowerInvariant();
        return name.Length <= MaxName && name.Split('.').All(IsLabel) && !name.Split('.')[^1].All(char.IsAsciiDigit) ? new HubHost(name, null) : null;
    }

    /// <summary>The certificate extension that carries them.</summary>
    public static X509Extension Extension(IReadOnlyList<HubHost> hosts)
    {
        SubjectAlternativeNameBuilder names = new();
        foreach (HubHost host in hosts)
        {
            if (host.Address is null)
            {
                names.AddDnsName(host.Name);
            }
            else
            {
                names.AddIpAddress(host.Address);
            }
        }

        return names.Build();
    }

    // RFC 1123, section 2.1.
    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabel && label[0] != '-' && label[^1] != '-' && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}

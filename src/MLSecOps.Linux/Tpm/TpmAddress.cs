using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MLSecOps.Linux.Tpm;

/// <summary>Where a TPM is: a device of the kernel, or the command socket of a simulator.</summary>
/// <param name="Path">Absolute path of the device or socket; null for TCP.</param>
/// <param name="Host">Numeric address; null for a path.</param>
/// <param name="Port">Of TCP.</param>
/// <param name="IsSimulator">True for a socket: a program stands in for the chip, nothing measured what ran before it, and no resource manager sits between.</param>
public sealed record TpmAddress(string? Path, string? Host, int Port, bool IsSimulator)
{
    private const string Tcp = "tcp:";
    private const string Unix = "unix:";

    /// <summary>Reads <c>/dev/tpmrm0</c>, <c>tcp:127.0.0.1:2321</c> or <c>unix:/path</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TpmAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        if (text.StartsWith(Tcp, StringComparison.Ordinal) && System.Net.IPEndPoint.TryParse(text.AsSpan(Tcp.Length), out System.Net.IPEndPoint? point) && point.Port > 0)
        {
            address = new TpmAddress(null, point.Address.ToString(), point.Port, true);
        }
        else if (text.StartsWith(Unix + "/", StringComparison.Ordinal))
        {
            address = new TpmAddress(text[Unix.Length..], null, 0, true);
        }
        else if (text.StartsWith('/'))
        {
            address = new TpmAddress(text, null, 0, false);
        }

        return address is not null;
    }

    /// <summary>As it is configured.</summary>
    public override string ToString() => Host is null ? (IsSimulator ? Unix : string.Empty) + Path
        : string.Create(CultureInfo.InvariantCulture, $"{Tcp}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}

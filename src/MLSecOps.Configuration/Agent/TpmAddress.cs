using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace MLSecOps.Configuration.Agent;

/// <summary>Where a TPM is: a device of the kernel, or the command socket of a simulator.</summary>
/// <param name="Path">Absolute path of the device or socket; null for TCP.</param>
/// <param name="Point">Of TCP; null for a path.</param>
/// <param name="IsSimulator">True for a socket: a program stands in for the chip, nothing measured what ran before it, and no resource manager sits between.</param>
public sealed record TpmAddress(string? Path, IPEndPoint? Point, bool IsSimulator)
{
    private const string Tcp = "tcp:";
    private const string Unix = "unix:";
    private const int MaxSocketPathBytes = 107; // sockaddr_un.sun_path with its terminator, unix(7)

    /// <summary>Reads <c>/dev/tpmrm0</c>, <c>tcp:127.0.0.1:2321</c> or <c>unix:/path</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TpmAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        if (text.StartsWith(Tcp, StringComparison.Ordinal) && IPEndPoint.TryParse(text.AsSpan(Tcp.Length), out IPEndPoint? point) && point.Port > 0)
        {
            address = new TpmAddress(null, point, true);
        }
        else if (text.StartsWith(Unix + "/", StringComparison.Ordinal) && IsPath(text[Unix.Length..]) && Encoding.UTF8.GetByteCount(text) - Unix.Length <= MaxSocketPathBytes)
        {
            address = new TpmAddress(text[Unix.Length..], null, true);
        }
        else if (text.StartsWith('/') && IsPath(text))
        {
            address = new TpmAddress(text, null, false);
        }

        return address is not null;
    }

    /// <summary>As it is configured.</summary>
    public override string ToString() => Point is not null ? string.Create(CultureInfo.InvariantCulture, $"{Tcp}{Point}") : (IsSimulator ? Unix : string.Empty) + Path;

    private static bool IsPath(string text) => !text.Contains('\0', StringComparison.Ordinal) && !text.Split('/').Any(part => part is "." or "..");
}

using System.Diagnostics.CodeAnalysis;

namespace MLSecOps.Configuration.Operator;

/// <summary>The address of a hub as people write it.</summary>
public static class HubAddress
{
    /// <summary>What it must be, in words that follow the key's or flag's name.</summary>
    public const string MustBe = "an address such as \"https://hub.example.org:8443\", without user, path or query";

    /// <summary>Reads an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address)
    {
        // No text but the plain one: the parser of the platform also takes spaces and backslashes.
        bool good = Uri.TryCreate(text, UriKind.Absolute, out address)
            && address.Scheme == Uri.UriSchemeHttps
            && address.Host.Length > 0
            && address.UserInfo.Length == 0
            && address.PathAndQuery == "/"
            && address.Fragment.Length == 0
            && !text.AsSpan().ContainsAny(" \\?#@\t\r\n");
        address = good ? address : null;
        return good;
    }
}

using System.Text;
using MLSecOps.Linux.Tokens;

namespace MLSecOps.Cli.Keys;

/// <summary>A private key on a token, by its PKCS#11 URI (RFC 7512).</summary>
/// <param name="Address">Which key, of which module.</param>
/// <param name="PinFile">Where pin-source says the PIN is; null without it.</param>
internal sealed record KeyUri(TokenAddress Address, string? PinFile)
{
    private const string Scheme = "pkcs11:";
    private const int MaxLength = 4096;

    private static readonly HashSet<string> Known =
        ["token", "manufacturer", "model", "serial", "object", "id", "type", "module-path", "pin-source"];

    /// <summary>True for a text that means a token and not a file.</summary>
    public static bool IsUri(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a URI.</summary>
    /// <param name="text">Begins with <c>pkcs11:</c>.</param>
    /// <param name="mustBe">What is wrong with it; empty when nothing is.</param>
    /// <returns>Null when something is wrong: what is not understood is refused, since leaving it out could name another key.</returns>
    public static KeyUri? TryParse(string text, out string mustBe)
    {
        Dictionary<string, byte[]> values = new(StringComparer.Ordinal);
        mustBe = text.Length > MaxLength ? $"has at most {MaxLength} letters" : Read(text[Scheme.Length..], values);
        if (mustBe.Length > 0)
        {
            return null;
        }

        string? modulePath = Text("module-path");
        string? pinSource = Text("pin-source");
        mustBe = modulePath is null ? "names the PKCS#11 library: ?module-path=/usr/lib/….so"
            : !Path.IsPathFullyQualified(modulePath) || modulePath.Contains('\0', StringComparison.Ordinal) ? "names the library by its absolute path in module-path"
            : Text("type") is not (null or "private") ? "names a private key: type=private"
            : !values.ContainsKey("object") && !values.ContainsKey("id") ? "names the key: object= or id="
            : string.Empty;
        if (mustBe.Length > 0)
        {
            return null;
        }

        ReadOnlyMemory<byte>? id = values.TryGetValue("id", out byte[]? bytes) ? bytes : default(ReadOnlyMemory<byte>?);
        TokenAddress address = new(modulePath!, Text("token"), Text("manufacturer"), Text("model"), Text("serial"), Text("object"), id);
        string? pinFile = pinSource is not null && pinSource.StartsWith("file:", StringComparison.Ordinal) ? pinSource["file:".Length..] : pinSource;
        return new KeyUri(address, pinFile is not null && pinFile.StartsWith("///", StringComparison.Ordinal) ? pinFile[2..] : pinFile);

        string? Text(string name) => values.TryGetValue(name, out byte[]? value) ? Encoding.UTF8.GetString(value) : null;
    }

    private static string Read(string attributes, Dictionary<string, byte[]> values)
    {
        // Path attributes stand between semicolons, query attributes behind the question mark between ampersands.
        string[] halves = attributes.Split('?', 2);
        string[] path = halves[0].Split(';', StringSplitOptions.RemoveEmptyEntries);
        string[] query = halves.Length == 2 ? halves[1].Split('&', StringSplitOptions.RemoveEmptyEntries) : [];
        foreach (string attribute in path.Concat(query))
        {
            string[] sides = attribute.Split('=', 2);
            string name = sides[0];
            if (name == "pin-value")
            {
                return "holds no PIN: every user of this machine could read it; use --pin-file FILE";
            }

            if (sides.Length != 2 || !Known.Contains(name))
            {
                return $"has attributes {string.Join(", ", Known)} only, each with a value";
            }

            if (Decode(sides[1]) is not { } value || !values.TryAdd(name, value))
            {
                return $"states {name} once, with %XX for special letters";
            }
        }

        return string.Empty;
    }

    private static byte[]? Decode(string text)
    {
        List<byte> bytes = [];
        byte[] plain = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < plain.Length; i++)
        {
            if (plain[i] != (byte)'%')
            {
                bytes.Add(plain[i]);
                continue;
            }

            if (i + 2 >= plain.Length || !char.IsAsciiHexDigit((char)plain[i + 1]) || !char.IsAsciiHexDigit((char)plain[i + 2]))
            {
                return null;
            }

            bytes.Add(Convert.FromHexString(Encoding.ASCII.GetString(plain, i + 1, 2))[0]);
            i += 2;
        }

        return [.. bytes];
    }
}

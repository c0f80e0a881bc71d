using System.Globalization;
using System.Text;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>META: programs and archives behind an encoding.</summary>
internal static class EncodedTextModels
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        Text("base64", Base64(ForeignFiles.Elf)),
        Text("base64-of-a-zip", Base64(ForeignFiles.Zip)),
        Text("base64-of-gzip", Base64(ForeignFiles.Gzip)),
        Text("base64-of-a-pickle", Base64([.. ForeignFiles.Pickle, .. new byte[32]])),
        Text("base64-of-a-text-pickle", Base64(ForeignFiles.TextPickle)),
        Text("base64-of-a-windows-program", Base64(ForeignFiles.WindowsProgram)),
        Text("base64-of-python", Base64("import socket,subprocess\nsubprocess.call(['id'])\n"u8)),
        Text("base64-of-a-script", Base64(ForeignFiles.Script)),
        Text("base64-url-safe", Base64(Dashing()).Replace('+', '-').Replace('/', '_')),
        Text("base64-without-padding", Base64(ForeignFiles.Elf[..64]).TrimEnd('=')),
        Text("base64-in-lines", Lines(Base64(ForeignFiles.Elf), 76, "\n")),
        Text("base64-in-windows-lines", Lines(Base64(ForeignFiles.Elf), 60, "\r\n")),
        Text("base64-in-words", Lines(Base64(ForeignFiles.Elf), 8, " ")),
        Text("base64-in-a-list", "[\"" + Lines(Base64(ForeignFiles.Elf), 24, "\", \"") + "\"]"),
        Text("base64-with-escaped-line-breaks", Lines(Base64(ForeignFiles.Elf), 64, "\\n")),
        Text("base64-in-prose", "The checksum of the weights is as follows " + Base64(ForeignFiles.Elf) + " and was made by the trainer"),
        Text("base64-as-a-url", "data:application/octet-stream;base64," + Base64(ForeignFiles.Elf)),
        Text("base64-padded-before", "Zm9v" + new string('Q', 99) + Base64(ForeignFiles.Elf)),
        Text("base64-padded-before-by-an-odd-number", new string('Q', 37) + Base64(ForeignFiles.Elf)),
        Text("base64-padded-behind", Base64(ForeignFiles.Elf) + new string('Q', 301)),
        Text("base64-padded-on-both-sides", new string('x', 402) + Base64(ForeignFiles.Zip).TrimEnd('=') + new string('y', 555)),
        Text("base64-content-padded-on-both-sides", Base64([.. new byte[500], .. ForeignFiles.Elf, .. new byte[500]])),
        Text("base64-reversed", Reversed(Base64(ForeignFiles.Elf))),
        Text("base64-of-reversed-bytes", Base64([.. ForeignFiles.Elf.Reverse()])),
        Text("base64-twice", Base64(Encoding.ASCII.GetBytes(Base64(ForeignFiles.Elf)))),
        Text("base64-of-hexadecimal", Base64(Encoding.ASCII.GetBytes(Convert.ToHexString(ForeignFiles.Elf)))),
        Text("base64-behind-much-prose", string.Concat(Enumerable.Repeat("plain words. ", 1000)) + Base64(ForeignFiles.Elf)),
        Text("base64-over-the-edge-of-what-is-read-at-once", new string('.', 8150) + Base64(ForeignFiles.Elf)),
        Text("base32", Base32(ForeignFiles.Elf)),
        Text("hexadecimal", Convert.ToHexString(ForeignFiles.Elf)),
        Text("hexadecimal-in-small-letters", Convert.ToHexStringLower(ForeignFiles.Zip)),
        Text("hexadecimal-padded-by-an-odd-number", "a" + new string('b', 40) + Convert.ToHexString(ForeignFiles.Elf)),
        Text("hexadecimal-with-spaces", Each(ForeignFiles.Elf, " ", value => value.ToString("x2", CultureInfo.InvariantCulture))),
        Text("hexadecimal-with-colons", Each(ForeignFiles.Elf, ":", value => value.ToString("X2", CultureInfo.InvariantCulture))),
        Text("hexadecimal-escapes", Each(ForeignFiles.Elf, "", value => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"))),
        Text("hexadecimal-numbers", Each(ForeignFiles.Elf, ", ", value => string.Create(CultureInfo.InvariantCulture, $"0x{value:x2}"))),
        Text("percent-encoded", Each(ForeignFiles.Elf, "", value => string.Create(CultureInfo.InvariantCulture, $"%{value:X2}"))),
        Text("hexadecimal-reversed", Reversed(Convert.ToHexString(ForeignFiles.Elf))),
        Text("decimal-numbers", "[" + Each(ForeignFiles.Elf, ",", value => value.ToString(CultureInfo.InvariantCulture)) + "]"),
        Text("decimal-numbers-in-lines", Each(ForeignFiles.Zip, "\n", value => value.ToString(CultureInfo.InvariantCulture))),
        Text("large-blob", Base64([.. Enumerable.Range(0, 1200).Select(index => (byte)(index * index * 31 >> 3))])) with { Severity = "Warning" },
        Text("large-blob-in-windows-lines", Lines(Base64([.. Enumerable.Range(0, 2400).Select(index => (byte)(index * index * 31 >> 3))]), 76, "\r\n")) with { Severity = "Warning" },
    ];

    private static HostileModel Text(string name, string text) => new(name, "META", () => Carrier.Metadata("config", text));

    private static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    // Content whose encoding has both characters in which the alphabets differ, in its first line.
    private static byte[] Dashing() => [.. ForeignFiles.Elf[..20], 0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF, .. ForeignFiles.Elf[26..]];

    private static string Lines(string text, int width, string separator) => string.Join(separator, text.Chunk(width).Select(line => new string(line)));

    private static string Reversed(string text) => new([.. text.Reverse()]);

    private static string Each(byte[] bytes, string separator, Func<byte, string> write) => string.Join(separator, bytes.Select(write));

    private static string Base32(byte[] bytes)
    {
        var text = new StringBuilder();
        int bits = 0, held = 0;
        foreach (byte value in bytes)
        {
            (bits, held) = (((bits << 8) | value) & 0xFFFF, held + 8);
            for (; held >= 5; held -= 5)
            {
                text.Append(Digits[(bits >> (held - 5)) & 31]);
            }
        }

        return text.ToString();
    }
}

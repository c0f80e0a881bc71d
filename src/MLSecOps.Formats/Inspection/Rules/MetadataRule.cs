using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>META: documentation, metadata and string attributes that carry programs, archives, scripts or large blobs. They are never run by the runtime, and are where payloads are shipped.</summary>
internal static class MetadataRule
{
    private const int LookedAt = 8 << 10;
    private const long MuchText = 1 << 20;
    private const int BlobWarning = 1024;
    private const int BlobLooked = 64;

    /// <summary>What honest documentation has no use for. Stack traces that exporters write hold source lines, so that words like exec alone say nothing.</summary>
    private static readonly string[] Code =
    [
        "<script", "javascript:", "data:text/html", "os.system(", "subprocess.", "__import__(", "base64.b64decode", "pickle.loads", "marshal.loads", "powershell", "cmd.exe", "/bin/sh", "/bin/bash",
        "curl http", "wget http", "<?php", "<iframe", "vbscript:", "eval(compile", "exec(base64", "${jndi:",
    ];

    internal static void Apply(InspectionContext context)
    {
        foreach (TextRow text in context.Model.Texts)
        {
            string where = text.Ordinal < 0 ? text.Field : string.Create(CultureInfo.InvariantCulture, $"{text.Field}[{text.Ordinal}]");
            string location = $"{Locations.Of(context.Model, text.Owner)}/{where}";
            string key = text.Key == NameTable.None ? "" : $"{Locations.Name(context.Model, text.Key)}: ";
            Look(context, location, key, text.Start, text.Length);
        }

        for (int row = 0; row < context.Model.Attributes.Count; row++)
        {
            AttributeRow attribute = context.Model.Attributes[row];
            if (attribute.TextLength >= BlobLooked)
            {
                Look(context, Locations.Of(context.Model, new ModelPlace(PlaceKind.Attribute, row)), "", attribute.TextStart, attribute.TextLength);
            }
        }

        if (context.Texts.Exhausted)
        {
            context.Add(InspectionRules.Metadata, InspectionSeverity.Warning, default, "more text than is looked at: some of it was not");
        }
    }

    private static void Look(InspectionContext context, string location, string key, long start, long length)
    {
        if (length > MuchText)
        {
            Add(InspectionSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"{length} bytes of text"));
        }

        byte[] bytes = context.Texts.Read(start, length, LookedAt);
        byte[] last = length > LookedAt ? context.Texts.Read(start + length - 1, 1, 1) : [];
        if (FileMagic.Of(bytes, last.Length == 1 ? last[0] : bytes.Length > 0 ? bytes[^1] : -1) is { } magic)
        {
            Add(InspectionSeverity.Blocking, magic);
            return;
        }

        if (!Text(bytes, length > LookedAt))
        {
            Add(InspectionSeverity.Blocking, "binary data where text belongs");
            return;
        }

        string text = Encoding.UTF8.GetString(bytes);
        if (Code.FirstOrDefault(code => text.Contains(code, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            Add(InspectionSeverity.Blocking, $"code: {found}");
        }

        Blobs(bytes, Add);
        if (text.Contains("http://", StringComparison.OrdinalIgnoreCase) || text.Contains("https://", StringComparison.OrdinalIgnoreCase))
        {
            Add(InspectionSeverity.Notice, "a URL");
        }

        void Add(InspectionSeverity severity, string what) =>
            context.Add(new InspectionFinding(InspectionRules.Metadata, severity, location, key + what, []));
    }

    private static void Blobs(ReadOnlySpan<byte> bytes, Action<InspectionSeverity, string> add)
    {
        for (int at = 0; at < bytes.Length;)
        {
            int run = 0;
            bool hex = true;
            while (at + run < bytes.Length && (char.IsAsciiLetterOrDigit((char)bytes[at + run]) || bytes[at + run] is (byte)'+' or (byte)'/' or (byte)'=' or (byte)'\n'))
            {
                hex &= char.IsAsciiHexDigit((char)bytes[at + run]);
                run++;
            }

            if (run >= BlobLooked)
            {
                ReadOnlySpan<byte> blob = bytes.Slice(at, run);
                if (Decoded(blob, hex) is { } magic)
                {
                    add(InspectionSeverity.Blocking, $"{magic}, encoded as {(hex ? "hexadecimal digits" : "base64")}");
                    return;
                }

                if (run >= BlobWarning)
                {
                    add(InspectionSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"a blob of {run} or more {(hex ? "hexadecimal" : "base64")} characters"));
                    return;
                }
            }

            at += run + 1;
        }
    }

    private static string? Decoded(ReadOnlySpan<byte> blob, bool hex)
    {
        // The first characters that make whole bytes; line breaks are left out by the decoder.
        int length = Math.Min(blob.Length, 360) / 4 * 4;
        byte[] bytes = new byte[length];
        int count;
        if (hex && Convert.FromHexString(blob[..length], bytes, out _, out count) == System.Buffers.OperationStatus.Done && Magic(bytes, count) is { } inHex)
        {
            return inHex;
        }

        Base64.DecodeFromUtf8(blob[..length], bytes, out _, out count, isFinalBlock: false);
        return Magic(bytes, count);
    }

    private static string? Magic(byte[] bytes, int count)
    {
        ReadOnlySpan<byte> decoded = bytes.AsSpan(0, count);
        string text = Encoding.ASCII.GetString(decoded);
        return FileMagic.Of(decoded, '.') ?? (Code.FirstOrDefault(code => text.Contains(code, StringComparison.OrdinalIgnoreCase)) is { } found ? $"code ({found})"
            : text.StartsWith("import ", StringComparison.Ordinal) ? "a Python program"
            : null);
    }

    private static bool Text(ReadOnlySpan<byte> bytes, bool isCut)
    {
        // A cut may fall into a character.
        int end = bytes.Length;
        while (isCut && end > bytes.Length - 4 && end > 0 && (bytes[end - 1] & 0xC0) == 0x80)
        {
            end--;
        }

        end = isCut && end > 0 && bytes[end - 1] >= 0xC0 ? end - 1 : end;
        if (!System.Text.Unicode.Utf8.IsValid(bytes[..(isCut ? end : bytes.Length)]) && !(isCut && System.Text.Unicode.Utf8.IsValid(bytes)))
        {
            return false;
        }

        int controls = 0;
        foreach (byte value in bytes)
        {
            controls += value < 0x20 && value is not ((byte)'\n' or (byte)'\r' or (byte)'\t' or 0x1B) ? 1 : 0;
        }

        return controls * 10 <= bytes.Length;
    }
}

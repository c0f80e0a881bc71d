using System.Globalization;
using System.Text;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>META: documentation, metadata, names and texts in attributes and tensors that carry programs, archives, scripts or large blobs. They are never run by the runtime, and are where payloads are shipped.</summary>
internal static class MetadataRule
{
    private const int LookedAt = 8 << 10;
    private const int Overlap = 512;
    private const long MuchText = 1 << 20;
    private const int BlobWarning = 1024;
    private const int BlobLooked = 64;

    /// <summary>Attributes of a few letters are modes such as <c>NOTSET</c>.</summary>
    private const int LeastAttribute = 10;

    /// <summary>Short texts that are put together: what is cut into many is whole again.</summary>
    private const int MostPieces = 64 << 10;

    internal static void Apply(InspectionContext context)
    {
        List<(string Location, string Key, long Start, long Length)> texts = [.. Texts(context.Model)];
        using var pieces = new MemoryStream();
        foreach ((string location, string key, long start, long length) in texts)
        {
            byte[] head = LookFirst(context, location, key, start, length);
            if (length < BlobWarning && pieces.Length < MostPieces)
            {
                pieces.Write(head);
            }
        }

        // The first bytes of every text before the rest of any, so that one long one does not keep others from being looked at.
        foreach ((string location, string key, long start, long length) in texts.Where(text => text.Length > LookedAt))
        {
            LookOn(context, location, key, start, length);
        }

        if (!context.Findings.Any(finding => finding.Rule == InspectionRules.Metadata && finding.Severity == InspectionSeverity.Blocking) && EncodedFile.Find(pieces.ToArray()) is { } whole)
        {
            context.Add(InspectionRules.Metadata, default, $"short texts that together are {whole}");
        }

        NameTexts.Apply(context);
        if (context.Texts.Exhausted || context.Model.TextsLeftOff > 0)
        {
            context.Add(InspectionRules.Metadata, InspectionSeverity.Warning, default, "more text than is looked at: some of it was not");
        }
    }

    private static IEnumerable<(string Location, string Key, long Start, long Length)> Texts(ModelTables model)
    {
        foreach (TextRow text in model.Texts)
        {
            string where = text.Ordinal < 0 ? text.Field : string.Create(CultureInfo.InvariantCulture, $"{text.Field}[{text.Ordinal}]");
            string key = text.Key == NameTable.None ? "" : $"{Locations.Name(model, text.Key)}: ";
            yield return ($"{Locations.Of(model, text.Owner)}/{where}", key, text.Start, text.Length);
        }

        for (int row = 0; row < model.Attributes.Count; row++)
        {
            AttributeRow attribute = model.Attributes[row];
            if (attribute.TextLength >= LeastAttribute)
            {
                yield return (Locations.Of(model, new ModelPlace(PlaceKind.Attribute, row)), "", attribute.TextStart, attribute.TextLength);
            }
        }
    }

    private static byte[] LookFirst(InspectionContext context, string location, string key, long start, long length)
    {
        if (length > MuchText)
        {
            Add(context, location, InspectionSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"{key}{length} bytes of text"));
        }

        byte[] bytes = context.Texts.Read(start, length, LookedAt);
        byte[] last = length > LookedAt ? context.Texts.Read(start + length - 1, 1, 1) : [];
        if (FileMagic.Of(bytes, last.Length == 1 ? last[0] : bytes.Length > 0 ? bytes[^1] : -1) is { } magic)
        {
            Add(context, location, InspectionSeverity.Blocking, key + magic);
        }
        else if (!Text(bytes, length > LookedAt))
        {
            Add(context, location, InspectionSeverity.Blocking, $"{key}binary data where text belongs");
        }
        else
        {
            Look(context, location, key, bytes);
        }

        return bytes;
    }

    // In pieces that overlap: what lies over an edge is whole in one of them.
    private static void LookOn(InspectionContext context, string location, string key, long start, long length)
    {
        for (long at = LookedAt - Overlap; at < length - Overlap; at += LookedAt - Overlap)
        {
            byte[] bytes = context.Texts.Read(start + at, length - at, LookedAt);
            if (bytes.Length == 0 || Look(context, location, key, bytes))
            {
                return;
            }
        }
    }

    /// <summary>Whether something was found that blocks.</summary>
    private static bool Look(InspectionContext context, string location, string key, byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        bool blocks = false;
        if ((SuspiciousText.Code(text) is { } code ? $"code: {code}" : EmbeddedFile.In(bytes) ?? (bytes.Length >= BlobLooked ? EncodedFile.Find(bytes) : null)) is { } found)
        {
            Add(context, location, InspectionSeverity.Blocking, key + found);
            blocks = true;
        }
        else
        {
            Blobs(bytes, (run, hex) => Add(context, location, InspectionSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"{key}a blob of {run} or more {(hex ? "hexadecimal" : "base64")} characters")));
        }

        if (SuspiciousText.Invisible(text) is > 0 and int invisible)
        {
            Add(context, location, InspectionSeverity.Blocking, string.Create(CultureInfo.InvariantCulture, $"{key}{invisible} characters that are shown nowhere"));
            blocks = true;
        }

        string? odd = SuspiciousText.TurnsDirection(text) ? "characters that turn the direction of what is shown"
            : SuspiciousText.IsOrder(text) ? "orders to a language model"
            : SuspiciousText.IsPrivateKey(text) ? "a private key"
            : null;
        if (odd is not null)
        {
            Add(context, location, InspectionSeverity.Warning, key + odd);
        }

        if (SuspiciousText.HasUrl(text))
        {
            Add(context, location, InspectionSeverity.Notice, $"{key}a URL");
        }

        return blocks;
    }

    private static void Add(InspectionContext context, string location, InspectionSeverity severity, string what) =>
        context.Add(new InspectionFinding(InspectionRules.Metadata, severity, location, what, []));

    private static void Blobs(ReadOnlySpan<byte> bytes, Action<int, bool> add)
    {
        for (int at = 0; at < bytes.Length;)
        {
            int run = 0;
            bool hex = true;
            while (at + run < bytes.Length && (char.IsAsciiLetterOrDigit((char)bytes[at + run]) || bytes[at + run] is (byte)'+' or (byte)'/' or (byte)'=' or (byte)'\r' or (byte)'\n'))
            {
                hex &= char.IsAsciiHexDigit((char)bytes[at + run]);
                run++;
            }

            if (run >= BlobWarning)
            {
                add(run, hex);
                return;
            }

            at += run + 1;
        }
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

using System.Text;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>META and UNKNOWN-FIELD for names: of nodes, values, operators, producers, keys and whatever else is short text. A name can be sixteen kibibytes long, and viewers show it.</summary>
internal static class NameTexts
{
    private const int LongName = 64;

    /// <summary>Bytes of long names that are decoded on trial.</summary>
    private const int MostDecoded = 512 << 10;

    /// <summary>Names whose place is sought: each search goes through all rows, and more findings than these are not kept.</summary>
    private const int MostPlaced = 64;

    internal static void Apply(InspectionContext context)
    {
        ModelTables model = context.Model;
        int decoded = 0, placed = 0;
        for (int name = 1; name < model.Names.Count; name++)
        {
            ReadOnlySpan<byte> bytes = model.Names.Bytes(name);
            if (bytes.Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(bytes))
            {
                context.Add(InspectionRules.UnknownField, Place(name), "a name with a zero byte or that is no UTF-8: readers end it differently, or refuse it");
            }

            string text = Encoding.UTF8.GetString(bytes);
            decoded += bytes.Length >= LongName ? bytes.Length : 0;
            string? found = SuspiciousText.Code(text) is { } code ? $"code: {code}"
                : EmbeddedFile.In(bytes) ?? (bytes.Length >= LongName && decoded <= MostDecoded ? EncodedFile.Find(bytes) : null);
            if (found is not null)
            {
                context.Add(InspectionRules.Metadata, Place(name), $"{found}, in the name {Locations.Name(model, name)}");
            }
        }

        ModelPlace Place(int name) => placed++ < MostPlaced ? NamePlace.Of(model, name) : default;
    }
}

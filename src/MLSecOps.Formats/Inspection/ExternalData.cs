using System.Globalization;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>Reads where a tensor keeps its data.</summary>
public static class ExternalData
{
    /// <summary>The files that a model keeps tensors in, each once, in the order of the file; empty for a model that is whole by itself. Untrusted texts.</summary>
    /// <remarks>Wherever a tensor can stand: initialisers, sparse ones, attributes, nested graphs, functions, training.</remarks>
    public static IReadOnlyList<string> Locations(ModelTables model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.Tensors.Where(tensor => tensor.IsExternal).Select(tensor => Of(model, tensor).Location).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The reference that a tensor states; the last entry of each key counts.</summary>
    internal static ExternalReference Of(ModelTables model, in TensorRow tensor)
    {
        string? location = null;
        long? offset = null, length = null;
        for (int row = tensor.FirstExternal; row >= 0; row = model.ExternalEntries[row].Next)
        {
            ExternalEntry entry = model.ExternalEntries[row];
            string value = model.Names.Text(entry.Value);
            if (model.Names.Is(entry.Key, "location"u8))
            {
                location ??= value;
            }
            else if (model.Names.Is(entry.Key, "offset"u8))
            {
                offset ??= Number(value);
            }
            else if (model.Names.Is(entry.Key, "length"u8))
            {
                length ??= Number(value);
            }
        }

        return new ExternalReference(location ?? string.Empty, offset ?? 0, length ?? -1);
    }

    /// <summary>A decimal number without sign; <see cref="long.MinValue"/> for anything else.</summary>
    internal static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : long.MinValue;
}

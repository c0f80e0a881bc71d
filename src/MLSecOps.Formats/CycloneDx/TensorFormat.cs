using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.CycloneDx;

/// <summary>Reads the free text of an input's format, where it names a tensor's type, and perhaps a shape: <c>float32 [1,3,224,224]</c>, <c>tensor(float)</c>, <c>int64[N]</c>.</summary>
/// <param name="Type">The element type, in our spelling.</param>
/// <param name="Shape">Dimensions as written; null when there are none.</param>
internal readonly record struct TensorFormat(string Type, string[]? Shape)
{
    /// <summary>The format of a text; null where the text is about something else, such as <c>image</c> or <c>string</c>.</summary>
    internal static TensorFormat? Of(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        string[]? shape = null;
        int bracket = rest.IndexOf('[');
        if (bracket >= 0)
        {
            if (!rest.EndsWith("]", StringComparison.Ordinal))
            {
                return null;
            }

            string inside = rest[(bracket + 1)..^1].ToString();
            shape = inside.Trim().Length == 0 ? [] : inside.Split(',', StringSplitOptions.TrimEntries);
            rest = rest[..bracket].TrimEnd();
        }

        if (rest.StartsWith("tensor(", StringComparison.Ordinal) && rest.EndsWith(")", StringComparison.Ordinal))
        {
            rest = rest["tensor(".Length..^1];
        }

        return ElementName(rest.ToString(), shape is not null) is { } type ? new TensorFormat(type, shape) : null;
    }

    /// <summary>Whether a stated format and the model's can both be true. A dimension that either leaves open, or names, goes with any.</summary>
    internal bool Allows(string type, string shape)
    {
        if (type != Type)
        {
            return type == "?";
        }

        if (Shape is null || Of($"{type} {shape}") is not { Shape: { } actual })
        {
            return true;
        }

        return Shape.Length == actual.Length && Shape.Zip(actual).All(pair => pair.First == pair.Second || !IsNumber(pair.First) || !IsNumber(pair.Second));
    }

    // "string" and "bool" without a shape are also said of what a person gives to the application, and are left alone.
    private static string? ElementName(string name, bool shaped) => name switch
    {
        "float" => "float32",
        "double" => "float64",
        "half" => "float16",
        "string" or "bool" => shaped ? name : null,
        _ => ElementTypes.Find(name) == ElementType.Undefined ? null : name,
    };

    private static bool IsNumber(string dimension) => dimension.Length > 0 && !dimension.AsSpan().ContainsAnyExceptInRange('0', '9');
}

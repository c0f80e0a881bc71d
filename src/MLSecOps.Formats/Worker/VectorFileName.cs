namespace MLSecOps.Formats.Worker;

/// <summary>The name of a golden vector's file in ONNX's convention.</summary>
/// <param name="Folder">The vector: a path relative to the suite, such as <c>test_data_set_0</c>.</param>
/// <param name="IsInput">Whether it is an input; else an output.</param>
/// <param name="Index">Position among the model's inputs or outputs, used where the tensor has no name. 0..999.</param>
public sealed record VectorFileName(string Folder, bool IsInput, int Index)
{
    private const string InputPrefix = "input_";
    private const string OutputPrefix = "output_";
    private const string Suffix = ".pb";

    /// <summary>The name as it stands in a job.</summary>
    public string Name => $"{Folder}/{(IsInput ? InputPrefix : OutputPrefix)}{Index}{Suffix}";

    /// <summary>Reads a name; null for anything else. Input is untrusted.</summary>
    public static VectorFileName? Parse(string name)
    {
        int slash = name.LastIndexOf('/');
        if (slash < 0 || !IsFolder(name.AsSpan(0, slash)) || !name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return null;
        }

        ReadOnlySpan<char> file = name.AsSpan(slash + 1);
        bool isInput = file.StartsWith(InputPrefix);
        if (!isInput && !file.StartsWith(OutputPrefix))
        {
            return null;
        }

        int digits = isInput ? InputPrefix.Length : OutputPrefix.Length;
        return file.Length >= digits + Suffix.Length && ParseIndex(file[digits..^Suffix.Length]) is { } index
            ? new VectorFileName(name[..slash], isInput, index)
            : null;
    }

    /// <summary>Whether text is a safe relative folder: letters, digits, <c>. _ -</c> between single slashes, no component of dots only.</summary>
    public static bool IsFolder(ReadOnlySpan<char> path)
    {
        if (path.Length is 0 or > JobLimits.NameBytes || path.ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/"))
        {
            return false;
        }

        foreach (Range component in path.Split('/'))
        {
            if (path[component].TrimEnd('.').IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    // Decimal without leading zeros, so that one index has one name.
    private static int? ParseIndex(ReadOnlySpan<char> digits) =>
        digits.Length is >= 1 and <= 3 && !digits.ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0') ? int.Parse(digits) : null;
}

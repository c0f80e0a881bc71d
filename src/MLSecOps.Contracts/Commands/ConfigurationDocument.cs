namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.config/1</c>.</summary>
public sealed record ConfigurationDocument : CommandDocument
{
    /// <summary>Files that were read, lowest precedence first.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Every key in force; null for <c>config check</c>.</summary>
    public IReadOnlyList<SettingEntry>? Settings { get; init; }
}

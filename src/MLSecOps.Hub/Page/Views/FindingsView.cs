namespace MLSecOps.Hub.Page.Views;

/// <summary>Findings, by cause.</summary>
/// <param name="Now">The hub's clock.</param>
/// <param name="Show"><c>open</c>, <c>closed</c> or <c>all</c>.</param>
/// <param name="Groups">By cause, worst first.</param>
/// <param name="IsCut">There are more than were read.</param>
public sealed record FindingsView(DateTimeOffset Now, string Show, IReadOnlyList<FindingGroup> Groups, bool IsCut)
{
    /// <summary>Most findings of one view; the newest ones.</summary>
    public const int Most = 500;

    /// <summary>The words of <see cref="Show"/>.</summary>
    public static IReadOnlyList<string> Choices { get; } = ["open", "closed", "all"];
}

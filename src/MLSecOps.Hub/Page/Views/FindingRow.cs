using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Page.Text;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One finding.</summary>
/// <param name="Finding">As it is stored.</param>
/// <param name="Authenticated">Signed evidence commits to its record, or the hub noticed it itself.</param>
public sealed record FindingRow(Finding Finding, bool Authenticated)
{
    /// <summary>The catalogue's reason; null when the code is of a newer agent.</summary>
    public Reason? Reason { get; } = ReasonCatalogue.Find(Finding.Reason);

    /// <summary>What is the matter, as a sentence without its stop.</summary>
    public string Title => Reason is null ? "Something for which this hub has no words" : Sentence(Reason.Title);

    /// <summary>Its page.</summary>
    public string Link => $"/findings/{Finding.Id}";

    /// <summary>What a person does next.</summary>
    public string Next => Reason is null ? "Update the hub: the device's agent is newer and uses a reason that this hub does not know." : Sentence(Reason.Next);

    /// <summary>Whose word it is, in two or three words.</summary>
    public string Standing => Finding.Epoch is null ? "Noticed by the hub" : Authenticated ? "Authenticated" : "Not yet";

    /// <summary>How bad it is.</summary>
    public Sign Severity => Sign.OfSeverity(Finding.Severity);

    /// <summary>Begins with a capital letter.</summary>
    public static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}

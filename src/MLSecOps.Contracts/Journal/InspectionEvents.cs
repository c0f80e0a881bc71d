namespace MLSecOps.Contracts.Journal;

/// <summary>Events of the static inspection of models.</summary>
public static class InspectionEvents
{
    /// <summary>Nothing in the model blocks.</summary>
    public static JournalEvent Inspected { get; } = new(
        "5d688ef101d44e5893e0e6122b1e8538",
        "inspected",
        EventSeverity.Notice,
        "the inspection found nothing that blocks",
        "The model was read in the sandboxed worker for what it hides. Warnings and waived findings have entries of their own.");

    /// <summary>Something in the model blocks.</summary>
    public static JournalEvent InspectionFailed { get; } = new(
        "b3edb735d4b4421e958097c40a8dfadc",
        "inspection-failed",
        EventSeverity.Error,
        "the inspection found something that blocks",
        "Each finding has an entry of its own with rule, place and evidence. In mode enforce the release does not become current, and a release that is current is not handed out. The same on a desk: mlsec model inspect");

    /// <summary>The inspection did not run.</summary>
    public static JournalEvent InspectionNotRun { get; } = new(
        "537a7e4600ff4ccdb3078038df9e375e",
        "inspection-not-run",
        EventSeverity.Warning,
        "the inspection did not run",
        "Nothing is known about what the model hides. The reason code says what was missing; in mode enforce the release does not become current.");

    /// <summary>One finding that blocks.</summary>
    public static JournalEvent FindingBlocks { get; } = new(
        "e0a38c73c40f4cc49dcc73f82bee70d4",
        "model-finding-blocks",
        EventSeverity.Error,
        "something in the model that nothing honest needs",
        "The fields name the rule, the place in the model and the technique. The page of the rule has an example and a fix: packaging/docs/reference/inspection-rules.md");

    /// <summary>One finding that warns.</summary>
    public static JournalEvent FindingWarns { get; } = new(
        "3d81dc9759474d0dadd8aad1bdbd537b",
        "model-finding-warns",
        EventSeverity.Warning,
        "something in the model that is unusual",
        "It does not keep the model from being installed. A person should look at it before the next release is signed.");

    /// <summary>One finding that is worth knowing, or that the publisher waived.</summary>
    public static JournalEvent FindingNoted { get; } = new(
        "08b60bfc43534645b418b9820c4f8b10",
        "model-finding-noted",
        EventSeverity.Notice,
        "something in the model that is worth knowing",
        "Nothing is asked of anyone. A finding that the publisher waived in the signed inspection.json is here too, with the reason given for it.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<JournalEvent> All { get; } = [Inspected, InspectionFailed, InspectionNotRun, FindingBlocks, FindingWarns, FindingNoted];
}

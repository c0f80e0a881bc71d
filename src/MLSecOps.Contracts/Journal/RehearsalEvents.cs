namespace MLSecOps.Contracts.Journal;

/// <summary>Events of rehearsals of releases that are current already, and of the exact answers that a device enrolls.</summary>
public static class RehearsalEvents
{
    /// <summary>The sanity suite passed as before.</summary>
    public static JournalEvent RehearsedAgain { get; } = new(
        "c1f2853139c147d08b0ac09d87cf9ccd",
        "rehearsed-again",
        EventSeverity.Debug,
        "the sanity suite passed again",
        "A rehearsal by schedule or on demand ended as the one before. Where exact answers are enrolled, every bit was the same.");

    /// <summary>Exact answers were enrolled.</summary>
    public static JournalEvent AnswersEnrolled { get; } = new(
        "593a894f780648eaba2689d1ee1c465f",
        "answers-enrolled",
        EventSeverity.Notice,
        "exact answers were enrolled",
        "The first pass of this release under this ONNX Runtime, worker, provider and CPU: from now on every bit of its answers must come again on this device.");

    /// <summary>Exact answers are not enrolled.</summary>
    public static JournalEvent AnswersNotEnrolled { get; } = new(
        "2f1cb3d82a10466e948e1a240f00bd54",
        "answers-not-enrolled",
        EventSeverity.Info,
        "exact answers are not enrolled",
        "The suite runs its vectors only once, so that nobody knows whether their bits come again. The tolerances of the suite are checked all the same.");

    /// <summary>The exact answers are not the enrolled ones.</summary>
    public static JournalEvent AnswersChanged { get; } = new(
        "8821e5d429c94d4a929966bd13424116",
        "answers-changed",
        EventSeverity.Error,
        "the model answers with other bits than before",
        "All outputs are within their tolerances, and not what the same release gave on this device under the same engine. In mode enforce it is not handed out until it passes again. Rehearse again: bits that come back point to memory or heat, bits that stay other to software. The same on demand: mlsec model rehearse --current MODEL");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<JournalEvent> All { get; } = [RehearsedAgain, AnswersEnrolled, AnswersNotEnrolled, AnswersChanged];
}

namespace MLSecOps.Contracts.Journal;

/// <summary>Events of watching applications: what answers through their own path.</summary>
public static class ApplicationEvents
{
    /// <summary>An application opened a model.</summary>
    public static JournalEvent Opened { get; } = new(
        "83c86822e212450da80aecbc567ea377",
        "application-opened",
        EventSeverity.Info,
        "an application opened a model",
        "It got the signed bytes through descriptors that nobody can change, and a tap. The entry names the process: what was handed out cannot be taken back.");

    /// <summary>An application closed a model.</summary>
    public static JournalEvent Closed { get; } = new(
        "1f0bbb1e1db04fe8bd8da826887772e8",
        "application-closed",
        EventSeverity.Info,
        "an application closed a model",
        "Its tap is at its end: it closed the model, or the process ended.");

    /// <summary>An application does not answer like the signed model.</summary>
    public static JournalEvent Deviates { get; } = new(
        "0772311883404e09b29b62df50255d4a",
        "application-deviates",
        EventSeverity.Error,
        "an application does not answer like the signed model",
        "The agent asked the application through its own path, or compared recorded answers with those of the signed model in the sandbox. The reason code says which, and whether it ever was right. It stays until an application answers rightly and none wrongly.");

    /// <summary>Nothing is known of what an application answers.</summary>
    public static JournalEvent NotExamined { get; } = new(
        "aefbd39cefb842cf9d07fc4e55b74016",
        "application-not-examined",
        EventSeverity.Warning,
        "nothing is known of what an application answers",
        "Canaries are not answered, records are lost or do not come, or what comes is no tap. Unknown is never shown as good: in evidence its behaviour counts as not run.");

    /// <summary>Applications answer like the signed model.</summary>
    public static JournalEvent Answers { get; } = new(
        "812ae6c61f2242358d306857429ec144",
        "application-answers",
        EventSeverity.Notice,
        "applications answer like the signed model",
        "All applications that have the model open answer the agent's canaries as the signed model does.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<JournalEvent> All { get; } = [Opened, Closed, Deviates, NotExamined, Answers];
}

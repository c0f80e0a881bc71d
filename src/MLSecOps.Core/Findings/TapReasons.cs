namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the tap: what an application sends about its model, and what does not come.</summary>
public static class TapReasons
{
    /// <summary>A message departs from the layout.</summary>
    public static Reason Malformed { get; } = new(
        "TAP_MALFORMED", ReasonClass.Rejected, "an application sent a tap message that is not one",
        "Magic, kind, a length, a filler or a count departs from the layout mlsec.tap/1, or only half of a message came. The message was dropped and counted; nothing of it was used.",
        "Use the client library of this version in that application. If it does, treat the application as taken over.");

    /// <summary>A message of another version.</summary>
    public static Reason VersionUnknown { get; } = new(
        "TAP_VERSION_UNKNOWN", ReasonClass.Inconclusive, "an application speaks a version of the tap that the agent does not know",
        "Its records were dropped and counted, so nothing is known about how its model behaves.",
        "Build the application with the client library that belongs to the agent, or update the agent.");

    /// <summary>A message is over a limit.</summary>
    public static Reason LimitExceeded { get; } = new(
        "TAP_LIMIT_EXCEEDED", ReasonClass.Rejected, "an application sent a tap message that is over a limit",
        "Messages, records, tensors, shapes and descriptors are bounded. The message was dropped and counted; its descriptors were closed.",
        "Use the client library of this version in that application. If it does, treat the application as taken over.");

    /// <summary>A tensor's memory file is not what it must be.</summary>
    public static Reason DescriptorRefused { get; } = new(
        "TAP_DESCRIPTOR_REFUSED", ReasonClass.Rejected, "an application sent a descriptor that cannot be read safely",
        "Tensors come in memory files that are sealed against writing and shrinking, of exactly the stated length, and as many as the message says. This was another file, could still change, or did not fit. It was closed unread.",
        "Use the client library of this version in that application. If it does, treat the application as taken over.");

    /// <summary>Another process speaks on the socket.</summary>
    public static Reason ForeignSender { get; } = new(
        "TAP_FOREIGN_SENDER", ReasonClass.Rejected, "another process than the one that opened the model sent on its tap",
        "A tap belongs to the process that called OpenModel; the kernel says with each message who sent it. A child that inherited the socket must open the model itself. The message was dropped and counted.",
        "Let each process open the model for itself. If the sender is no child of the application, find out how it came by the socket.");

    /// <summary>Records are missing.</summary>
    public static Reason RecordsLost { get; } = new(
        "TAP_RECORDS_LOST", ReasonClass.Inconclusive, "records of what a model saw and said were lost on the way to the agent",
        "The application made more than arrived: the socket was full and its client dropped them rather than block. What is missing may be what mattered, so behaviour counts as not run for that time.",
        "Look at the agent's load and at the rate of the application; send batches, or fewer and larger records.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } = [Malformed, VersionUnknown, LimitExceeded, DescriptorRefused, ForeignSender, RecordsLost];
}

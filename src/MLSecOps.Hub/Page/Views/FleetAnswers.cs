using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Page.Text;

namespace MLSecOps.Hub.Page.Views;

/// <summary>What the first screen answers, in words. Pure: the same view gives the same words.</summary>
public static class FleetAnswers
{
    /// <summary>Is any device running something untrusted now? "No" is said only when every device proved it.</summary>
    public static Sign Untrusted(FleetView view)
    {
        int rejected = view.Devices.Count(row => row.State.Verdict == Verdict.Rejected);
        return (rejected, view.Suspected.Count, view.Devices.Count) switch
        {
            ( > 0, _, _) => new($"Yes, {Counted(rejected, "device")}", "octagon", Tone.Bad),
            (_, > 0, _) => new($"Perhaps, on {Counted(view.Suspected.Count, "device")}", "triangle", Tone.Doubt),
            (_, _, 0) => new("No device yet", "ring", Tone.Quiet),
            _ when view.Devices.All(row => row.Proven) => new("No", "check", Tone.Good),
            _ => new("None that is known", "question", Tone.Quiet),
        };
    }

    /// <summary>What the answer above rests on.</summary>
    public static string Proof(FleetView view)
    {
        int proven = view.Devices.Count(row => row.Proven);
        return view.Devices.Count == 0 ? "Nothing is enrolled, so nothing is known."
            : $"{proven} of {Counted(view.Devices.Count, "device")} proved in the last {Age.Of(view.Window)} that {(view.Devices.Count == 1 ? "it runs" : "they run")} what was signed.";
    }

    /// <summary>Whom can I not see?</summary>
    public static Sign Unseen(FleetView view)
    {
        int unseen = view.Devices.Count(row => row.Freshness != Freshness.Fresh);
        return (unseen, view.Devices.Count) switch
        {
            (_, 0) => new("No device yet", "ring", Tone.Quiet),
            (0, _) => new("Nobody", "fresh", Tone.Good),
            _ => new($"{unseen} of {Counted(view.Devices.Count, "device")}", "stale", Tone.Doubt),
        };
    }

    /// <summary>Is the hub well?</summary>
    public static Sign Hub(HubWellness hub) => hub switch
    {
        { IsWell: true } => new("Yes", "check", Tone.Good),
        { DatabaseTrouble: null, Broker.Up: true } => new("Yes, but records are missing", "triangle", Tone.Doubt),
        _ => new("No", "octagon", Tone.Bad),
    };

    /// <summary>For those who listen: the two numbers that matter.</summary>
    public static string Spoken(PageFrame frame) => (frame.Untrusted, frame.Unseen) switch
    {
        (null, _) or (_, null) => "The hub's database does not answer.",
        var (untrusted, unseen) => $"{Counted(untrusted.Value, "device")} untrusted, {unseen} not seen.",
    };

    /// <summary>A number and its noun.</summary>
    public static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}

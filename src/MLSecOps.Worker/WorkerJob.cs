namespace MLSecOps.Worker;

/// <summary>Names of the jobs, the program's only argument.</summary>
internal static class WorkerJob
{
    /// <summary>Runs the sanity suite of a model.</summary>
    public const string Rehearse = "rehearse";

    /// <summary>The same without the worker's own system-call filter: for emulators that have none. The launcher asks for it only under a policy that says so.</summary>
    public const string RehearseUnlocked = "rehearse-insecure-unlocked";

    /// <summary>Runs a model on given inputs and gives back what it answers.</summary>
    public const string Infer = "infer";

    /// <summary>The same without the worker's own system-call filter, as <see cref="RehearseUnlocked"/>.</summary>
    public const string InferUnlocked = "infer-insecure-unlocked";

    /// <summary>Tries inputs on changed copies of a model.</summary>
    public const string Reveal = "reveal";

    /// <summary>The same without the worker's own system-call filter, as <see cref="RehearseUnlocked"/>.</summary>
    public const string RevealUnlocked = "reveal-insecure-unlocked";

    /// <summary>Reads a model for what it hides.</summary>
    public const string Inspect = "inspect";

    /// <summary>The same without the worker's own system-call filter, as <see cref="RehearseUnlocked"/>.</summary>
    public const string InspectUnlocked = "inspect-insecure-unlocked";

    /// <summary>Proves that program, library and lock-down fit this machine.</summary>
    public const string SelfCheck = "selfcheck";
}

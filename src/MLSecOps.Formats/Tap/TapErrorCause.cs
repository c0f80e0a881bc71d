namespace MLSecOps.Formats.Tap;

/// <summary>Why an application did not answer a canary.</summary>
public enum TapErrorCause : uint
{
    /// <summary>None; never on the wire.</summary>
    None = 0,

    /// <summary>The application's own call failed.</summary>
    CallFailed = 1,

    /// <summary>The client could not make the application's kind of inputs from it.</summary>
    InputsUnusable = 2,

    /// <summary>The answer could not be sent: too many or too large tensors, or no descriptors left.</summary>
    AnswerUnsendable = 3,

    /// <summary>The application has registered nothing that could answer.</summary>
    NothingRegistered = 4,
}

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>What the device does about a reason code of the broker.</summary>
internal enum BrokerAnswer
{
    /// <summary>It tries again, at random below a ceiling that doubles. The default: a code that nobody knows may pass.</summary>
    TriesAgain = 0,

    /// <summary>Nothing: it is no refusal.</summary>
    GoesOn,

    /// <summary>It tries again, but begins with a long pause.</summary>
    TriesAgainLater,

    /// <summary>It waits for a token, or a long time: only a person can change this.</summary>
    WaitsForPerson,
}

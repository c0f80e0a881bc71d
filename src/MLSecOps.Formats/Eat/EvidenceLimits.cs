namespace MLSecOps.Formats.Eat;

/// <summary>Limits of evidence and of appraisal results. Bytes unless the name says otherwise.</summary>
public static class EvidenceLimits
{
    /// <summary>Least length of a nonce (RFC 9711, 4.1).</summary>
    public const int LeastNonceBytes = 8;

    /// <summary>Greatest length of a nonce.</summary>
    public const int MostNonceBytes = 64;

    /// <summary>Least length of the boot seed.</summary>
    public const int LeastBootSeedBytes = 16;

    /// <summary>Greatest length of the boot seed.</summary>
    public const int MostBootSeedBytes = 64;

    /// <summary>Models in one message.</summary>
    public const int Models = 64;

    /// <summary>Signers of one release.</summary>
    public const int Signers = 8;

    /// <summary>Systems that report results on one model.</summary>
    public const int Systems = 16;

    /// <summary>Results of one system.</summary>
    public const int Results = 64;

    /// <summary>Rows of the coverage list, and insecure options.</summary>
    public const int CoverageRows = 64;

    /// <summary>Rows of one explanation.</summary>
    public const int ExplanationRows = 64;

    /// <summary>A name or other short text, in characters.</summary>
    public const int TextLength = 160;

    /// <summary>The line that describes the engine, in characters.</summary>
    public const int EngineLength = 512;

    /// <summary>Rows of what was handed out of one model.</summary>
    public const int HandedOut = 8;

    /// <summary>The same of all models of a message, so that it stays small; each model may have one.</summary>
    public const int AllHandedOut = 128;

    /// <summary>An execution profile, in characters.</summary>
    public const int ProfileLength = 32;

    /// <summary>Inputs of one challenge.</summary>
    public const int Answers = 32;

    /// <summary>Outputs that answer one input.</summary>
    public const int Outputs = 64;

    /// <summary>All answers of one model: 32 KiB.</summary>
    public const int AnswerBytes = 32 << 10;

    /// <summary>All answers of one message: 96 KiB, so that the claims of all models fit beside them.</summary>
    public const int AllAnswerBytes = 96 << 10;

    /// <summary>The last second of the year 9999, in seconds since 1970.</summary>
    public const long LastSecond = 253_402_300_799;
}

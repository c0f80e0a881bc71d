namespace MLSecOps.Linux.Tokens;

/// <summary>Why a key on a token could not be used.</summary>
public enum TokenProblem
{
    /// <summary>The module is missing, is no PKCS#11 library or does not start.</summary>
    Module,

    /// <summary>No token fits, or several do.</summary>
    NoToken,

    /// <summary>The token wants a PIN and there is none.</summary>
    PinMissing,

    /// <summary>The token does not take the PIN.</summary>
    PinWrong,

    /// <summary>The token takes no PIN any more.</summary>
    PinLocked,

    /// <summary>No private key fits.</summary>
    NoKey,

    /// <summary>Several private keys fit.</summary>
    SeveralKeys,

    /// <summary>The key is not that of the certificate.</summary>
    WrongKey,

    /// <summary>The token refused or failed.</summary>
    Failed,
}

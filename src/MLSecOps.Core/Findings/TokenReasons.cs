namespace MLSecOps.Core.Findings;

/// <summary>Reasons of keys on tokens (PKCS#11).</summary>
public static class TokenReasons
{
    /// <summary>The library cannot be used.</summary>
    public static Reason Module { get; } = new(
        "TOKEN_MODULE_UNUSABLE",
        ReasonClass.Operational,
        "the PKCS#11 module cannot be used",
        "The library that speaks to the token is missing, is made for another machine, is no PKCS#11 module or does not start.",
        "Install the token's PKCS#11 library and name it by its absolute path: module-path=/usr/lib/….so.");

    /// <summary>No token, or several.</summary>
    public static Reason NoToken { get; } = new(
        "TOKEN_NOT_FOUND",
        ReasonClass.Operational,
        "the URI names no single token",
        "None of the tokens that the module knows has the stated token, manufacturer, model and serial, or several have them.",
        "Plug the token in and compare the URI with what the token says of itself; add serial= when several fit.");

    /// <summary>The PIN is missing or wrong.</summary>
    public static Reason Pin { get; } = new(
        "TOKEN_PIN_REFUSED",
        ReasonClass.Usage,
        "the token does not open",
        "The token wants its user's PIN: there is none, or it is not the right one. Tokens count wrong ones and lock.",
        "Put the right PIN into the first line of a file that only you can read and name it: --pin-file FILE.");

    /// <summary>Too many wrong PINs.</summary>
    public static Reason PinLocked { get; } = new(
        "TOKEN_PIN_LOCKED",
        ReasonClass.Operational,
        "the token is locked",
        "Too many wrong PINs were given, so the token takes none any more.",
        "Have the token's security officer set a new PIN.");

    /// <summary>No key, or several.</summary>
    public static Reason NoKey { get; } = new(
        "TOKEN_KEY_NOT_FOUND",
        ReasonClass.Usage,
        "the URI names no single private key",
        "The token holds no private key with the stated object and id, or several. A signature is never made with a key that was guessed.",
        "Look at the token's private keys, then name the key by object= and id=.");

    /// <summary>The token failed.</summary>
    public static Reason Failed { get; } = new(
        "TOKEN_FAILED",
        ReasonClass.Operational,
        "the token did not sign",
        "The token refused an operation or was taken away while it worked. Nothing was signed.",
        "See that the token is plugged in and that its key may sign, then run the command again.");

    /// <summary>All reasons of this subject.</summary>
    public static IReadOnlyList<Reason> All => [Module, NoToken, Pin, PinLocked, NoKey, Failed];
}

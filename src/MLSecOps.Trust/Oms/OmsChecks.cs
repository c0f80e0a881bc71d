namespace MLSecOps.Trust.Oms;

/// <summary>The stable names of the checks of an OMS bundle beyond those of its signer, in order.</summary>
public static class OmsChecks
{
    /// <summary>The bundle follows the form of OMS.</summary>
    public const string Form = "oms.form";

    /// <summary>It is signed in the way that the policy asks for.</summary>
    public const string Method = "oms.method";

    /// <summary>The signature verifies.</summary>
    public const string Signature = "oms.signature";

    /// <summary>The statement follows the form of OMS and does not contradict itself.</summary>
    public const string Statement = "oms.statement";

    /// <summary>Every signed file is there and is the signed one.</summary>
    public const string Files = "oms.files";

    /// <summary>There is no other file.</summary>
    public const string Unsigned = "oms.unsigned_files";

    internal static IReadOnlyList<string> All { get; } = [Form, Method, Signature, Statement, Files, Unsigned];
}

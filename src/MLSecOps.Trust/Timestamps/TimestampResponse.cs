using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Timestamps;

/// <summary>Takes the token out of a TimeStampResp (RFC 3161, 2.4.2), which is what Sigstore bundles carry.</summary>
internal static class TimestampResponse
{
    /// <summary>The token.</summary>
    /// <param name="response">DER; untrusted.</param>
    /// <returns>DER of the TimeStampToken, or what is wrong: also when the authority granted none.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Token(ReadOnlyMemory<byte> response)
    {
        if (DerForm.Check(response.Span, TimestampReasons.Malformed, TimestampReasons.Malformed) is { } fault)
        {
            return fault;
        }

        try
        {
            DerReader whole = new(response.Span, 0, TimestampReasons.Malformed);
            DerReader resp = whole.Sequence("TimeStampResp");
            DerReader status = resp.Sequence("PKIStatusInfo");
            int at = status.Offset;
            if (status.SmallInteger("PKIStatus") > 1)
            {
                throw status.Fault(at, "status granted or grantedWithMods");
            }

            ReadOnlyMemory<byte> token = resp.Encoded("timeStampToken").ToArray();
            resp.End("TimeStampResp");
            return token;
        }
        catch (DerFaultException bad)
        {
            return bad.Fault;
        }
    }
}

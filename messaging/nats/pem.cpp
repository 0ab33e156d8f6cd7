#include "messaging/nats/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace kiln::messaging {

namespace {

struct BioFree {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
struct CertificateFree {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
struct KeyFree {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

// Nobody is asked for a pass phrase; that one was wanted is remembered.
int no_pass_phrase(char* /*into*/, int /*size*/, int /*writing*/, void* wanted) {
    *static_cast<bool*>(wanted) = true;
    return -1;
}

std::unique_ptr<X509, CertificateFree> first_certificate(const std::string& pem) {
    const std::unique_ptr<BIO, BioFree> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    bool wanted = false;
    std::unique_ptr<X509, CertificateFree> certificate(
        PEM_read_bio_X509(bio.get(), nullptr, no_pass_phrase, &wanted));
    ERR_clear_error();
    return certificate;
}

}  // namespace

pool::Result<void> check_certificates(const std::string& pem) {
    if (first_certificate(pem)) return pool::success();
    return pool::plain_error("there is no certificate in it",
                             "it must be PEM text: -----BEGIN CERTIFICATE-----");
}

pool::Result<void> check_key(const std::string& key, const std::string& certificates) {
    const std::unique_ptr<BIO, BioFree> bio(
        BIO_new_mem_buf(key.data(), static_cast<int>(key.size())));
    bool encrypted = false;
    const std::unique_ptr<EVP_PKEY, KeyFree> parsed(
        PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, &encrypted));
    ERR_clear_error();
    if (encrypted)
        return pool::plain_error("the key has a pass phrase", "give one without: openssl pkey -in");
    if (!parsed)
        return pool::plain_error("there is no private key in it",
                                 "it must be PEM text: -----BEGIN PRIVATE KEY-----");
    const auto certificate = first_certificate(certificates);
    const bool fits = certificate && X509_check_private_key(certificate.get(), parsed.get()) == 1;
    ERR_clear_error();
    if (fits) return pool::success();
    return pool::plain_error("the key does not belong to the certificate",
                             "the first certificate of the chain must be our own");
}

}  // namespace kiln::messaging
